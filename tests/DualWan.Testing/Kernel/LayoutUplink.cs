using DualWan.Core.Net;

namespace DualWan.Testing.Kernel;

/// <summary>An uplink of <see cref="TestLayout"/>.</summary>
/// <param name="Usable">It has carrier and a gateway: its nexthops are wanted.</param>
/// <param name="Alive">Its probes succeed: the preferred groups use it.</param>
internal sealed record LayoutUplink(
    int Number, string Interface, IpAddress Gateway, IpPrefix Connected, bool Usable = true, bool Alive = true)
{
    public IpFamily Family => Gateway.Family;
}
