namespace DualWan.Core.Config;

/// <summary>What happens to the MSS option of a SYN that leaves by an uplink: a closed union.</summary>
internal abstract record UplinkMss
{
    private UplinkMss()
    {
    }

    /// <summary>Clamped to the path MTU where the uplink's MTU is below the LAN's.</summary>
    internal sealed record Auto : UplinkMss
    {
        public static Auto Instance { get; } = new();
    }

    internal sealed record None : UplinkMss
    {
        public static None Instance { get; } = new();
    }

    /// <summary>Never above this number of bytes (40 to 65534, MA-09); never raised (MA-19).</summary>
    internal sealed record Fixed(int Bytes) : UplinkMss;
}
