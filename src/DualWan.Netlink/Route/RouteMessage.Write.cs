using System.Runtime.InteropServices;
using DualWan.Core.Net;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.RtnetlinkConstants;

namespace DualWan.Netlink.Route;

/// <content>Value to bytes, in the order in which <c>ip route</c> writes them.</content>
internal sealed partial record RouteMessage
{
    // What the kernel accepts from user space in rtm_flags and rtnh_flags; the rest is its own report.
    private const RouteFlags Settable = RouteFlags.OnLink;

    public override void Write(NetlinkMessageWriter writer)
    {
        writer.Struct(new rtmsg
        {
            rtm_family = (byte)Family,
            rtm_dst_len = Destination.Length,
            rtm_src_len = Source?.Length ?? 0,
            rtm_tos = TypeOfService,
            rtm_table = Table <= byte.MaxValue ? (byte)Table : RT_TABLE_UNSPEC,
            rtm_protocol = Protocol,
            rtm_scope = (byte)Scope,
            rtm_type = (byte)Type,
            rtm_flags = (uint)(Flags & Settable),
        });
        if (!Destination.IsDefault)
            writer.Address(RTA_DST, Destination.Address);
        if (Source is { } source)
            writer.Address(RTA_SRC, source.Address);
        WriteHops(writer);
        if (PreferredSource is { } preferred)
            writer.Address(RTA_PREFSRC, preferred);
        if (Table > byte.MaxValue)
            writer.UInt32(RTA_TABLE, Table);
        if (Priority != 0)
            writer.UInt32(RTA_PRIORITY, Priority);
        WriteRest(writer);
    }

    /// <summary>A route is found by prefix, table, metric and, where given, its hops. The kernel's report in a dump
    /// that no request may carry (metrics, expiry) is left out.</summary>
    public override void WriteIdentity(NetlinkMessageWriter writer) =>
        (this with { Mtu = 0, AdvertisedMss = 0, ExpiresSeconds = 0, Preference = 0 }).Write(writer);

    /// <summary>With a nexthop object the kernel refuses hops beside it.</summary>
    private void WriteHops(NetlinkMessageWriter writer)
    {
        if (NextHopId != 0)
        {
            writer.UInt32(RTA_NH_ID, NextHopId);
            return;
        }

        if (!Hops.IsEmpty)
        {
            WriteMultipath(writer);
            return;
        }

        WriteGateway(writer, Gateway, Family);
        if (OutInterface != 0)
            writer.Int32(RTA_OIF, OutInterface);
    }

    private void WriteRest(NetlinkMessageWriter writer)
    {
        if (Mtu != 0 || AdvertisedMss != 0)
        {
            var nest = writer.BeginNested(RTA_METRICS, flagged: false);
            if (Mtu != 0)
                writer.UInt32(RTAX_MTU, Mtu);
            if (AdvertisedMss != 0)
                writer.UInt32(RTAX_ADVMSS, AdvertisedMss);
            writer.EndNested(nest);
        }

        if (Preference != 0)
            writer.UInt8(RTA_PREF, Preference);
        if (ExpiresSeconds != 0)
            writer.UInt32(RTA_EXPIRES, ExpiresSeconds);
    }

    private void WriteMultipath(NetlinkMessageWriter writer)
    {
        var nest = writer.BeginNested(RTA_MULTIPATH, flagged: false);
        foreach (var hop in Hops)
        {
            var start = writer.BeginStruct(new rtnexthop
            {
                rtnh_flags = (byte)(hop.Flags & Settable),
                rtnh_hops = (byte)(hop.Weight - 1),
                rtnh_ifindex = hop.OutInterface,
            });
            WriteGateway(writer, hop.Gateway, Family);
            writer.EndNested(start);
        }

        writer.EndNested(nest);
    }

    private static void WriteGateway(NetlinkMessageWriter writer, IpAddress? gateway, IpFamily family)
    {
        if (gateway is not { } address)
            return;
        if (address.Family == family)
        {
            writer.Address(RTA_GATEWAY, address);
            return;
        }

        Span<byte> via = stackalloc byte[sizeof(ushort) + 16];
        MemoryMarshal.Write(via, (ushort)address.Family);
        address.WriteTo(via[sizeof(ushort)..]);
        writer.Bytes(RTA_VIA, via[..(sizeof(ushort) + address.ByteLength)]);
    }
}
