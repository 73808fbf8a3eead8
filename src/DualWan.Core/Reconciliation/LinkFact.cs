namespace DualWan.Core.Reconciliation;

/// <summary>An interface as the kernel tells it.</summary>
/// <param name="Up">Administratively up (IFF_UP).</param>
/// <param name="Carrier">Up and able to carry (IFF_LOWER_UP and an operational state that is not down).</param>
/// <param name="Mtu">Bytes.</param>
/// <param name="Kind">IFLA_INFO_KIND (veth, bridge, vlan, ppp, wireguard, ...), or null for a plain device.</param>
/// <param name="Master">The interface index of the bridge, bond or VRF it belongs to, or 0.</param>
/// <param name="PointToPoint">IFF_POINTOPOINT: no ARP, the device alone is a next hop.</param>
/// <param name="Mac">Six bytes as <c>aa:bb:cc:dd:ee:ff</c>, or null.</param>
internal sealed record LinkFact(
    int Index, string Name, bool Up, bool Carrier, int Mtu, string? Kind, int Master, bool Loopback, bool PointToPoint,
    string? Mac);
