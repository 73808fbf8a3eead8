namespace DualWan.Core.Config;

/// <summary>What a mangle rule does: a closed union (MA-01 to MA-17).</summary>
internal abstract record MangleAction
{
    private MangleAction()
    {
    }

    internal sealed record Accept : MangleAction;

    internal sealed record Drop : MangleAction;

    internal sealed record Return : MangleAction;

    internal sealed record Jump(string Target) : MangleAction;

    /// <summary>Only counts.</summary>
    internal sealed record Passthrough : MangleAction;

    internal sealed record MarkRouting(string Table) : MangleAction;

    internal sealed record MarkConnection(string Mark) : MangleAction;

    internal sealed record MarkPacket(string Mark) : MangleAction;

    /// <summary>A new MSS in bytes, or null for clamp-to-pmtu (MA-09).</summary>
    internal sealed record ChangeMss(int? Bytes) : MangleAction;
}
