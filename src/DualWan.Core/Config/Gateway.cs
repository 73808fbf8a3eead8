using DualWan.Core.Net;

namespace DualWan.Core.Config;

/// <summary>The gateway of a route: a closed union .</summary>
internal abstract record Gateway
{
    private Gateway()
    {
    }

    /// <summary>An address resolved in a table (main unless <c>@table</c> is given), directly connected or recursive by
    /// scope and target-scope.</summary>
    internal sealed record Address(IpAddress Value, string? Table = null) : Gateway;

    /// <summary><c>address%interface</c></summary>
    internal sealed record AddressOnInterface(IpAddress Value, string Interface) : Gateway;

    /// <summary>The device alone .</summary>
    internal sealed record OnInterface(string Interface) : Gateway;

    /// <summary>The next hop of an uplink, whatever it is now.</summary>
    internal sealed record Learned(string Uplink) : Gateway;
}
