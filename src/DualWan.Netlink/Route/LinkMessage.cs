using DualWan.Core;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.LinkConstants;
using static DualWan.Netlink.Interop.RtnetlinkConstants;

namespace DualWan.Netlink.Route;

/// <summary>A network interface (RTM_NEWLINK).</summary>
internal sealed record LinkMessage : RtnetlinkMessage
{
    public required int Index { get; init; }

    public string Name { get; init; } = "";

    /// <summary>ARPHRD_*: 1 Ethernet, 512 PPP, 772 loopback, 65534 none (include/uapi/linux/if_arp.h).</summary>
    public ushort HardwareType { get; init; }

    public LinkFlags Flags { get; init; }

    public OperationalState OperState { get; init; }

    /// <summary>IFLA_CARRIER; an interface that is administratively down has none.</summary>
    public bool Carrier { get; init; }

    /// <summary>How often the carrier came or went; 0 where the kernel did not say.</summary>
    public uint CarrierChanges { get; init; }

    /// <summary>0 where the kernel did not say.</summary>
    public uint Mtu { get; init; }

    /// <summary>Index of the bridge, bond or VRF it belongs to; 0 for none.</summary>
    public int Master { get; init; }

    /// <summary>IFLA_LINK: the interface below (a VLAN's) or the other end (a veth's); 0 for none.</summary>
    public int LowerIndex { get; init; }

    /// <summary>Namespace id where <see cref="LowerIndex"/> lives; null: this one.</summary>
    public int? LowerNamespace { get; init; }

    /// <summary>IFLA_INFO_KIND: veth, bridge, vlan, ppp, wireguard, vrf, ...; null for hardware.</summary>
    public string? Kind { get; init; }

    /// <summary>IFLA_INFO_SLAVE_KIND: the kind of the master it is enslaved to.</summary>
    public string? SlaveKind { get; init; }

    /// <summary>The link-layer address; empty where there is none.</summary>
    public EquatableArray<byte> Address { get; init; }

    public string? Alias { get; init; }

    public bool IsUp => (Flags & LinkFlags.Up) != 0;

    /// <summary>Usable: administratively up and with carrier.</summary>
    public bool HasCarrier => (Flags & LinkFlags.LowerUp) != 0;

    public override ushort NewType => RTM_NEWLINK;

    /// <summary>Null where the message speaks of a bridge port (AF_BRIDGE): its RTM_DELLINK removes no
    /// interface.</summary>
    public static LinkMessage? Parse(ReadOnlySpan<byte> payload)
    {
        var header = WireStruct.Take<ifinfomsg>(ref payload, nameof(ifinfomsg));
        if (header.ifi_family != SocketConstants.AF_UNSPEC)
            return null;
        var link = new LinkMessage
        {
            Index = header.ifi_index,
            HardwareType = header.ifi_type,
            Flags = (LinkFlags)header.ifi_flags,
        };
        var reader = new NetlinkAttributeReader(payload);
        while (reader.Read())
            link = link.With(reader);
        return link;
    }

    public override void Write(NetlinkMessageWriter writer)
    {
        writer.Struct(new ifinfomsg
        {
            ifi_type = HardwareType,
            ifi_index = Index,
            ifi_flags = (uint)Flags,
        });
        if (!Address.IsEmpty)
            writer.Bytes(IFLA_ADDRESS, Address.AsSpan());
        if (Name.Length > 0)
            writer.Text(IFLA_IFNAME, Name);
        if (Mtu != 0)
            writer.UInt32(IFLA_MTU, Mtu);
        if (LowerIndex != 0)
            writer.Int32(IFLA_LINK, LowerIndex);
        if (Master != 0)
            writer.Int32(IFLA_MASTER, Master);
        if (OperState != OperationalState.Unknown)
            writer.UInt8(IFLA_OPERSTATE, (byte)OperState);
        WriteRest(writer);
    }

    public override string ToString() => Words.Join("link", $"{Index}:", Name, Flags.ToString());

    private void WriteRest(NetlinkMessageWriter writer)
    {
        if (Alias is not null)
            writer.Text(IFLA_IFALIAS, Alias);
        if (Carrier)
            writer.UInt8(IFLA_CARRIER, 1);
        if (CarrierChanges != 0)
            writer.UInt32(IFLA_CARRIER_CHANGES, CarrierChanges);
        if (LowerNamespace is { } id)
            writer.Int32(IFLA_LINK_NETNSID, id);
        if (Kind is null && SlaveKind is null)
            return;
        var nest = writer.BeginNested(IFLA_LINKINFO);
        if (Kind is not null)
            writer.Text(IFLA_INFO_KIND, Kind);
        if (SlaveKind is not null)
            writer.Text(IFLA_INFO_SLAVE_KIND, SlaveKind);
        writer.EndNested(nest);
    }

    private LinkMessage With(NetlinkAttributeReader reader) => reader.Type switch
    {
        IFLA_IFNAME => this with { Name = reader.Text() },
        IFLA_ADDRESS => this with { Address = EquatableArray.Create(reader.Value) },
        IFLA_MTU => this with { Mtu = reader.UInt32(nameof(IFLA_MTU)) },
        IFLA_LINK => this with { LowerIndex = reader.Int32(nameof(IFLA_LINK)) },
        IFLA_MASTER => this with { Master = reader.Int32(nameof(IFLA_MASTER)) },
        IFLA_OPERSTATE => this with { OperState = (OperationalState)reader.UInt8(nameof(IFLA_OPERSTATE)) },
        IFLA_CARRIER => this with { Carrier = reader.UInt8(nameof(IFLA_CARRIER)) != 0 },
        IFLA_CARRIER_CHANGES => this with { CarrierChanges = reader.UInt32(nameof(IFLA_CARRIER_CHANGES)) },
        IFLA_IFALIAS => this with { Alias = reader.Text() },
        IFLA_LINK_NETNSID => this with { LowerNamespace = reader.Int32(nameof(IFLA_LINK_NETNSID)) },
        IFLA_LINKINFO => WithInfo(reader.Nested),
        _ => this,
    };

    private LinkMessage WithInfo(NetlinkAttributeReader reader)
    {
        var link = this;
        while (reader.Read())
        {
            if (reader.Type == IFLA_INFO_KIND)
                link = link with { Kind = reader.Text() };
            else if (reader.Type == IFLA_INFO_SLAVE_KIND)
                link = link with { SlaveKind = reader.Text() };
        }

        return link;
    }
}
