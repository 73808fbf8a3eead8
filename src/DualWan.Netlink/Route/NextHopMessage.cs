using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DualWan.Core;
using DualWan.Core.Net;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.NextHopConstants;
using static DualWan.Netlink.Interop.RtnetlinkConstants;

namespace DualWan.Netlink.Route;

/// <summary>A nexthop object or a group of them (RTM_NEWNEXTHOP). A group and a single one can't replace each
/// other.</summary>
internal sealed record NextHopMessage : RtnetlinkMessage
{
    public required uint Id { get; init; }

    /// <summary>The family of routes that may use it; null for a group.</summary>
    public IpFamily? Family { get; init; }

    /// <summary>RTPROT_*: who put it there.</summary>
    public byte Protocol { get; init; }

    /// <summary>The kernel's report (link where there is a gateway); a request leaves it out.</summary>
    public RouteScope Scope { get; init; }

    /// <summary>onlink is ours to set; dead and linkdown are the kernel's report.</summary>
    public RouteFlags Flags { get; init; }

    public IpAddress? Gateway { get; init; }

    /// <summary>Interface index; 0 for a group or a blackhole.</summary>
    public int OutInterface { get; init; }

    public bool IsBlackhole { get; init; }

    /// <summary>For a bridge's forwarding database (VXLAN), not for routes.</summary>
    public bool IsForwardingDatabase { get; init; }

    /// <summary>The members; empty for a single nexthop.</summary>
    public EquatableArray<NextHopGroupMember> Group { get; init; }

    /// <summary>Null for the usual hash-threshold group.</summary>
    public ResilientGroup? Resilient { get; init; }

    public bool IsGroup => !Group.IsEmpty;

    public override ushort NewType => RTM_NEWNEXTHOP;

    public static NextHopMessage? Parse(ReadOnlySpan<byte> payload)
    {
        var header = WireStruct.Take<nhmsg>(ref payload, nameof(nhmsg));
        var next = new NextHopMessage
        {
            Id = 0,
            Family = WireStruct.IsOurs(header.nh_family) ? (IpFamily)header.nh_family : null,
            Protocol = header.nh_protocol,
            Scope = (RouteScope)header.nh_scope,
            Flags = (RouteFlags)header.nh_flags,
        };
        var reader = new NetlinkAttributeReader(payload);
        while (reader.Read())
            next = next.With(reader);
        return next;
    }

    public override void Write(NetlinkMessageWriter writer)
    {
        writer.Struct(new nhmsg
        {
            nh_family = (byte)(Family ?? 0),
            nh_protocol = Protocol,
            nh_flags = (uint)(Flags & RouteFlags.OnLink),
        });
        writer.UInt32(NHA_ID, Id);
        if (IsGroup)
            WriteGroup(writer);
        if (IsBlackhole)
            writer.Flag(NHA_BLACKHOLE);
        if (Gateway is { } gateway)
            writer.Address(NHA_GATEWAY, gateway);
        if (OutInterface != 0)
            writer.Int32(NHA_OIF, OutInterface);
        if (IsForwardingDatabase)
            writer.Flag(NHA_FDB);
    }

    /// <summary>RTM_DELNEXTHOP takes the id and nothing else.</summary>
    public override void WriteIdentity(NetlinkMessageWriter writer)
    {
        writer.Struct(default(nhmsg));
        writer.UInt32(NHA_ID, Id);
    }

    /// <summary>The text of <c>ip nexthop</c>, with the interface by its index.</summary>
    public override string ToString() => Words.Join(
        "nexthop",
        $"id {Id}",
        IsGroup ? "group " + string.Join('/', Group.Select(m => $"{m.Id},{m.Weight}")) : null,
        IsBlackhole ? "blackhole" : null,
        Words.Of("via", Gateway),
        Words.Unless0("dev", OutInterface),
        (Flags & RouteFlags.OnLink) != 0 ? "onlink" : null,
        Words.Unless0("proto", Protocol));

    private void WriteGroup(NetlinkMessageWriter writer)
    {
        Span<nexthop_grp> members = Group.Count <= 32
            ? stackalloc nexthop_grp[Group.Count]
            : new nexthop_grp[Group.Count];
        for (var i = 0; i < members.Length; i++)
        {
            var weight = Group[i].Weight - 1;
            members[i] = new nexthop_grp
            {
                id = Group[i].Id,
                weight = (byte)weight,
                weight_high = (byte)(weight >> 8),
            };
        }

        writer.Bytes(NHA_GROUP, MemoryMarshal.AsBytes(members));
        if (Resilient is null)
            return;
        writer.UInt16(NHA_GROUP_TYPE, NEXTHOP_GRP_TYPE_RES);
        var nest = writer.BeginNested(NHA_RES_GROUP);
        writer.UInt16(NHA_RES_GROUP_BUCKETS, Resilient.Buckets);
        writer.UInt32(NHA_RES_GROUP_IDLE_TIMER, Resilient.IdleTimer);
        writer.UInt32(NHA_RES_GROUP_UNBALANCED_TIMER, Resilient.UnbalancedTimer);
        writer.EndNested(nest);
    }

    private NextHopMessage With(NetlinkAttributeReader reader) => reader.Type switch
    {
        NHA_ID => this with { Id = reader.UInt32(nameof(NHA_ID)) },
        NHA_GROUP => this with { Group = ParseGroup(reader.Value) },
        NHA_BLACKHOLE => this with { IsBlackhole = true },
        NHA_GATEWAY => this with { Gateway = reader.Address(nameof(NHA_GATEWAY)) },
        NHA_OIF => this with { OutInterface = reader.Int32(nameof(NHA_OIF)) },
        NHA_FDB => this with { IsForwardingDatabase = true },
        NHA_RES_GROUP => this with { Resilient = ParseResilient(reader.Nested) },
        _ => this,
    };

    private static EquatableArray<NextHopGroupMember> ParseGroup(ReadOnlySpan<byte> value)
    {
        if (value.Length % Unsafe.SizeOf<nexthop_grp>() != 0)
            ThrowHelper.Invalid(nameof(NHA_GROUP), $"{value.Length} bytes are no whole number of members");
        var members = new NextHopGroupMember[value.Length / Unsafe.SizeOf<nexthop_grp>()];
        for (var i = 0; i < members.Length; i++)
        {
            var member = MemoryMarshal.Read<nexthop_grp>(value[(i * Unsafe.SizeOf<nexthop_grp>())..]);
            members[i] = new NextHopGroupMember(member.id, (member.weight | (member.weight_high << 8)) + 1);
        }

        return EquatableArray.Create<NextHopGroupMember>(members);
    }

    private static ResilientGroup ParseResilient(NetlinkAttributeReader reader)
    {
        var group = new ResilientGroup(0, 0, 0);
        while (reader.Read())
        {
            group = reader.Type switch
            {
                NHA_RES_GROUP_BUCKETS => group with { Buckets = reader.UInt16(nameof(NHA_RES_GROUP_BUCKETS)) },
                NHA_RES_GROUP_IDLE_TIMER => group with { IdleTimer = reader.UInt32(nameof(NHA_RES_GROUP_IDLE_TIMER)) },
                NHA_RES_GROUP_UNBALANCED_TIMER => group with
                {
                    UnbalancedTimer = reader.UInt32(nameof(NHA_RES_GROUP_UNBALANCED_TIMER)),
                },
                _ => group,
            };
        }

        return group;
    }
}
