namespace DualWan.Agent.Setup;

/// <summary>What kind of interface it is, as a person would say.</summary>
internal enum BoxLinkKind
{
    Wired,
    Wifi,
    Mobile,
    Ppp,
    Vlan,
    Bridge,

    /// <summary>A bond or team.</summary>
    Bond,

    /// <summary>VPN, container and virtual machine plumbing: neither uplink nor LAN by itself.</summary>
    Virtual,
}
