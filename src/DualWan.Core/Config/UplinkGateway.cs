using DualWan.Core.Net;

namespace DualWan.Core.Config;

/// <summary>How an uplink finds its next hop: a closed union.</summary>
internal abstract record UplinkGateway
{
    private UplinkGateway()
    {
    }

    /// <summary>Learned from the kernel, whoever put the default route there.</summary>
    internal sealed record Auto : UplinkGateway
    {
        public static Auto Instance { get; } = new();
    }

    /// <summary>Point to point: the device alone.</summary>
    internal sealed record None : UplinkGateway
    {
        public static None Instance { get; } = new();
    }

    /// <summary>A fixed next hop on the uplink's interface.</summary>
    internal sealed record Fixed(IpAddress Address) : UplinkGateway;
}
