namespace DualWan.Core.Config;

/// <summary>What keeps a route active: a closed union (CG-01).</summary>
internal abstract record GatewayCheck
{
    private GatewayCheck()
    {
    }

    internal sealed record None : GatewayCheck
    {
        public static None Instance { get; } = new();
    }

    internal sealed record Ping : GatewayCheck
    {
        public static Ping Instance { get; } = new();
    }

    internal sealed record Arp : GatewayCheck
    {
        public static Arp Instance { get; } = new();
    }

    /// <summary>The health of one of our uplinks.</summary>
    internal sealed record Uplink(string Name) : GatewayCheck;
}
