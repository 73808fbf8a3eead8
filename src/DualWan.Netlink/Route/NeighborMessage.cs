using DualWan.Core;
using DualWan.Core.Net;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.NeighborConstants;
using static DualWan.Netlink.Interop.RtnetlinkConstants;

namespace DualWan.Netlink.Route;

/// <summary>An entry of the ARP or neighbour discovery cache (RTM_NEWNEIGH).</summary>
internal sealed record NeighborMessage : RtnetlinkMessage
{
    public required int InterfaceIndex { get; init; }

    public required IpAddress Destination { get; init; }

    public NeighborState State { get; init; }

    /// <summary>NTF_*: 0x08 proxy, 0x80 router.</summary>
    public byte Flags { get; init; }

    /// <summary>RTN_*: unicast, multicast, broadcast.</summary>
    public RouteType Type { get; init; }

    /// <summary>The link-layer address; empty while unresolved.</summary>
    public EquatableArray<byte> LinkAddress { get; init; }

    /// <summary>RTPROT_*: who put it there; 0 where unknown.</summary>
    public byte Protocol { get; init; }

    public override ushort NewType => RTM_NEWNEIGH;

    /// <summary>Null for a bridge's forwarding entries, which share the message.</summary>
    public static NeighborMessage? Parse(ReadOnlySpan<byte> payload)
    {
        var header = WireStruct.Take<ndmsg>(ref payload, nameof(ndmsg));
        if (!WireStruct.IsOurs(header.ndm_family))
            return null;
        var family = (IpFamily)header.ndm_family;
        var entry = new NeighborMessage
        {
            InterfaceIndex = header.ndm_ifindex,
            Destination = IpAddress.Any(family),
            State = (NeighborState)header.ndm_state,
            Flags = header.ndm_flags,
            Type = (RouteType)header.ndm_type,
        };
        var reader = new NetlinkAttributeReader(payload);
        while (reader.Read())
            entry = entry.With(reader, family);
        return entry;
    }

    public override void Write(NetlinkMessageWriter writer)
    {
        writer.Struct(new ndmsg
        {
            ndm_family = (byte)Destination.Family,
            ndm_ifindex = InterfaceIndex,
            ndm_state = (ushort)State,
            ndm_flags = Flags,
            ndm_type = (byte)Type,
        });
        writer.Address(NDA_DST, Destination);
        if (!LinkAddress.IsEmpty)
            writer.Bytes(NDA_LLADDR, LinkAddress.AsSpan());
        if (Protocol != 0)
            writer.UInt8(NDA_PROTOCOL, Protocol);
    }

    public override string ToString() => Words.Join(
        "neighbour", Destination.ToString(), $"dev {InterfaceIndex}",
        LinkAddress.IsEmpty
            ? null
            : $"lladdr {new LinkAddress(LinkAddress.AsSpan()[..Math.Min(LinkAddress.Count, 8)])}",
        State.ToString().ToLowerInvariant());

    private NeighborMessage With(NetlinkAttributeReader reader, IpFamily family) => reader.Type switch
    {
        NDA_DST => this with { Destination = reader.Address(family, nameof(NDA_DST)) },
        NDA_LLADDR => this with { LinkAddress = EquatableArray.Create(reader.Value) },
        NDA_PROTOCOL => this with { Protocol = reader.UInt8(nameof(NDA_PROTOCOL)) },
        _ => this,
    };
}
