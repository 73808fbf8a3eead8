using System.Globalization;
using DualWan.Core.Net;

namespace DualWan.Core.Routing;

/// <summary>An immediate next hop: what the kernel is given.</summary>
/// <param name="Interface">The device.</param>
/// <param name="Gateway">Null: the device alone.</param>
/// <param name="OnLink">The kernel must not look for the gateway in its own routes.</param>
/// <param name="Weight">Share among the hops of one level; at least 1.</param>
internal sealed record RibHop(string Interface, IpAddress? Gateway, bool OnLink = false, int Weight = 1)
{
    /// <summary>RouterOS's <c>immediate-gw</c>: <c>address%interface</c> (R-17).</summary>
    public override string ToString()
    {
        var name = Gateway is { } gateway ? $"{gateway}%{Interface}" : Interface;
        return Weight == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name} weight {Weight}");
    }
}
