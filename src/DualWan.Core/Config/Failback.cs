namespace DualWan.Core.Config;

/// <summary>When an uplink that has come back is preferred again: a closed union.</summary>
internal abstract record Failback
{
    private Failback()
    {
    }

    /// <summary>As soon as it is healthy (and not damped).</summary>
    internal sealed record Auto : Failback
    {
        public static Auto Instance { get; } = new();
    }

    /// <summary>When a person says <c>dualwan uplink failback NAME</c>.</summary>
    internal sealed record Manual : Failback
    {
        public static Manual Instance { get; } = new();
    }

    /// <summary>After it has been healthy for so long.</summary>
    internal sealed record After(TimeSpan Delay) : Failback;
}
