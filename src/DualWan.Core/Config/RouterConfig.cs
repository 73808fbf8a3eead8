namespace DualWan.Core.Config;

/// <summary>
/// The pivot: one ordered store of entries, RouterOS's menus and our own tree beside them. The policy file and scripts
/// lower into it; only it is compiled.
/// </summary>
internal sealed record RouterConfig
{
    /// <summary>/dualwan uplink</summary>
    public EquatableArray<Entry<Uplink>> Uplinks { get; init; } = [];

    /// <summary>/dualwan monitor</summary>
    public EquatableArray<Entry<UplinkMonitor>> Monitors { get; init; } = [];

    /// <summary>/dualwan settings</summary>
    public DualWanSettings Settings { get; init; } = new();

    /// <summary>/interface list member; a list exists by having members (WAN: the uplinks, LAN:
    /// <c>lan.interfaces</c>).</summary>
    public EquatableArray<Entry<InterfaceListMember>> InterfaceListMembers { get; init; } = [];

    /// <summary>/routing table</summary>
    public EquatableArray<Entry<RoutingTable>> Tables { get; init; } = [];

    /// <summary>/ip route and /ipv6 route</summary>
    public EquatableArray<Entry<Route>> Routes { get; init; } = [];

    /// <summary>/routing rule</summary>
    public EquatableArray<Entry<RoutingRule>> Rules { get; init; } = [];

    /// <summary>/ip firewall address-list</summary>
    public EquatableArray<Entry<AddressListEntry>> AddressLists { get; init; } = [];

    /// <summary>/ip firewall mangle</summary>
    public EquatableArray<Entry<MangleRule>> Mangle { get; init; } = [];

    /// <summary>/ip firewall nat</summary>
    public EquatableArray<Entry<NatRule>> Nat { get; init; } = [];

    /// <summary>/ip firewall filter</summary>
    public EquatableArray<Entry<FilterRule>> Filter { get; init; } = [];
}
