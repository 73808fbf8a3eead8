using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DualWan.Core;
using DualWan.Core.Net;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.RtnetlinkConstants;

namespace DualWan.Netlink.Route;

/// <content>Bytes to value.</content>
internal sealed partial record RouteMessage
{
    // include/uapi/asm-generic/param.h: what user space sees of jiffies.
    private const int UserHz = 100;

    /// <summary>Null for routes of other families (multicast, MPLS).</summary>
    public static RouteMessage? Parse(ReadOnlySpan<byte> payload)
    {
        var header = WireStruct.Take<rtmsg>(ref payload, nameof(rtmsg));
        if (!WireStruct.IsOurs(header.rtm_family))
            return null;
        var family = (IpFamily)header.rtm_family;
        var route = FromHeader(header, family);
        IpAddress? destination = null;
        IpAddress? source = null;
        var reader = new NetlinkAttributeReader(payload);
        while (reader.Read())
        {
            if (reader.Type == RTA_DST)
                destination = reader.Address(family, nameof(RTA_DST));
            else if (reader.Type == RTA_SRC)
                source = reader.Address(family, nameof(RTA_SRC));
            else
                route = route.With(reader);
        }

        return route with
        {
            // IPv6 reports the loopback device for routes that have none.
            OutInterface = route.IsReject ? 0 : route.OutInterface,
            Destination = WireStruct.Prefix(family, destination, header.rtm_dst_len, "rtm_dst_len"),
            Source = header.rtm_src_len == 0
                ? null
                : WireStruct.Prefix(family, source, header.rtm_src_len, "rtm_src_len"),
        };
    }

    private static RouteMessage FromHeader(rtmsg header, IpFamily family) => new()
    {
        Destination = IpPrefix.Default(family),
        Table = header.rtm_table,
        Protocol = header.rtm_protocol,
        Type = (RouteType)header.rtm_type,
        Scope = (RouteScope)header.rtm_scope,
        TypeOfService = header.rtm_tos,
        Flags = (RouteFlags)header.rtm_flags,
    };

    private RouteMessage With(NetlinkAttributeReader reader) => reader.Type switch
    {
        RTA_TABLE => this with { Table = reader.UInt32(nameof(RTA_TABLE)) },
        RTA_GATEWAY => this with { Gateway = reader.Address(Family, nameof(RTA_GATEWAY)) },
        RTA_VIA => this with { Gateway = Via(reader.Value) },
        RTA_OIF => this with { OutInterface = reader.Int32(nameof(RTA_OIF)) },
        RTA_PRIORITY => this with { Priority = reader.UInt32(nameof(RTA_PRIORITY)) },
        RTA_PREFSRC => this with { PreferredSource = reader.Address(Family, nameof(RTA_PREFSRC)) },
        RTA_NH_ID => this with { NextHopId = reader.UInt32(nameof(RTA_NH_ID)) },
        RTA_MULTIPATH => this with { Hops = ParseHops(reader.Value, Family) },
        RTA_METRICS => WithMetrics(reader.Nested),
        RTA_PREF => this with { Preference = reader.UInt8(nameof(RTA_PREF)) },
        RTA_EXPIRES => this with { ExpiresSeconds = reader.UInt32(nameof(RTA_EXPIRES)) },
        RTA_CACHEINFO => WithCacheInfo(reader.Struct<rta_cacheinfo>(nameof(RTA_CACHEINFO))),
        _ => this,
    };

    private RouteMessage WithMetrics(NetlinkAttributeReader reader)
    {
        var route = this;
        while (reader.Read())
        {
            if (reader.Type == RTAX_MTU)
                route = route with { Mtu = reader.UInt32(nameof(RTAX_MTU)) };
            else if (reader.Type == RTAX_ADVMSS)
                route = route with { AdvertisedMss = reader.UInt32(nameof(RTAX_ADVMSS)) };
        }

        return route;
    }

    /// <summary>Rounded up, so that a route that still lives never reads as one that stays for ever.</summary>
    private RouteMessage WithCacheInfo(rta_cacheinfo info) => info.rta_expires > 0
        ? this with { ExpiresSeconds = ((uint)info.rta_expires + UserHz - 1) / UserHz }
        : this;

    /// <summary>struct rtvia: a family in host order, then its address.</summary>
    private static IpAddress Via(ReadOnlySpan<byte> value)
    {
        if (value.Length < sizeof(ushort))
            ThrowHelper.StructSize(nameof(RTA_VIA), value.Length, sizeof(ushort));
        var family = MemoryMarshal.Read<ushort>(value);
        var address = value[sizeof(ushort)..];
        if (!(family == (ushort)IpFamily.IPv4 && address.Length == 4)
            && !(family == (ushort)IpFamily.IPv6 && address.Length == 16))
            ThrowHelper.Invalid(nameof(RTA_VIA), $"{address.Length} bytes are no address of family {family}");
        return IpAddress.FromBytes(address);
    }

    private static EquatableArray<RouteHop> ParseHops(ReadOnlySpan<byte> rest, IpFamily family)
    {
        var hops = new List<RouteHop>();
        while (rest.Length >= Unsafe.SizeOf<rtnexthop>())
        {
            var header = MemoryMarshal.Read<rtnexthop>(rest);
            if (header.rtnh_len < Unsafe.SizeOf<rtnexthop>() || header.rtnh_len > rest.Length)
                ThrowHelper.Invalid("rtnh_len", $"{header.rtnh_len} of {rest.Length} bytes left");
            hops.Add(ParseHop(header, rest[Unsafe.SizeOf<rtnexthop>()..header.rtnh_len], family));
            rest = rest[Math.Min(Alignment.Up(header.rtnh_len), rest.Length)..];
        }

        return hops.ToEquatableArray();
    }

    private static RouteHop ParseHop(rtnexthop header, ReadOnlySpan<byte> attributes, IpFamily family)
    {
        IpAddress? gateway = null;
        var reader = new NetlinkAttributeReader(attributes);
        while (reader.Read())
        {
            if (reader.Type == RTA_GATEWAY)
                gateway = reader.Address(family, nameof(RTA_GATEWAY));
            else if (reader.Type == RTA_VIA)
                gateway = Via(reader.Value);
        }

        return new RouteHop(header.rtnh_ifindex, gateway, header.rtnh_hops + 1, (RouteFlags)header.rtnh_flags);
    }
}
