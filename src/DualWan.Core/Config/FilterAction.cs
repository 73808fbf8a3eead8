namespace DualWan.Core.Config;

/// <summary>What a filter rule does: a closed union (FW-01).</summary>
internal abstract record FilterAction
{
    private FilterAction()
    {
    }

    internal sealed record Accept : FilterAction;

    internal sealed record Drop : FilterAction;

    internal sealed record Return : FilterAction;

    internal sealed record Jump(string Target) : FilterAction;

    /// <summary>reject-with, as RouterOS spells it: icmp-admin-prohibited, tcp-reset, ...</summary>
    internal sealed record Reject(string With) : FilterAction;
}
