namespace DualWan.Core.Gateways;

/// <summary>What is known of an uplink's next hop in one family.</summary>
internal enum GatewayState
{
    /// <summary>Nobody has put a default route there (a lease without a router option, or not yet).</summary>
    None,

    /// <summary>From a default route that is there now, or from the policy.</summary>
    Known,

    /// <summary>The route is gone since less than two seconds: a DHCP client renews (report 78).</summary>
    Held,
}
