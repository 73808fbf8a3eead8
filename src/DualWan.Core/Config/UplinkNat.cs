using DualWan.Core.Net;

namespace DualWan.Core.Config;

/// <summary>What happens to the source address of what leaves by an uplink: a closed union.</summary>
internal abstract record UplinkNat
{
    private UplinkNat()
    {
    }

    internal sealed record Masquerade : UplinkNat
    {
        public static Masquerade Instance { get; } = new();
    }

    internal sealed record None : UplinkNat
    {
        public static None Instance { get; } = new();
    }

    /// <summary>src-nat to one address of the uplink.</summary>
    internal sealed record Source(IpAddress Address) : UplinkNat;
}
