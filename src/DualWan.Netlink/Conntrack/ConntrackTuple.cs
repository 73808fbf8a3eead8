using DualWan.Core.Net;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.ConntrackConstants;

namespace DualWan.Netlink.Conntrack;

/// <summary>One direction of a connection. Ports are 0 for protocols without; the ICMP fields for all but
/// ICMP.</summary>
internal readonly record struct ConntrackTuple
{
    public IpAddress Source { get; init; }

    public IpAddress Destination { get; init; }

    /// <summary>IPPROTO_*: 1 ICMP, 6 TCP, 17 UDP, 58 ICMPv6.</summary>
    public byte Protocol { get; init; }

    public ushort SourcePort { get; init; }

    public ushort DestinationPort { get; init; }

    public ushort IcmpId { get; init; }

    public byte IcmpType { get; init; }

    public byte IcmpCode { get; init; }

    public IpFamily Family => Source.Family;

    internal static ConntrackTuple Parse(NetlinkAttributeReader reader)
    {
        var tuple = default(ConntrackTuple);
        while (reader.Read())
        {
            if (reader.Type == CTA_TUPLE_IP)
                tuple = tuple.WithAddresses(reader.Nested);
            else if (reader.Type == CTA_TUPLE_PROTO)
                tuple = tuple.WithProtocol(reader.Nested);
        }

        if (tuple.Source.Family == 0 || tuple.Source.Family != tuple.Destination.Family)
            ThrowHelper.Invalid(nameof(CTA_TUPLE_IP), "two addresses of one family are needed");
        return tuple;
    }

    internal void Write(NetlinkMessageWriter writer, ushort type)
    {
        var tuple = writer.BeginNested(type);
        var addresses = writer.BeginNested(CTA_TUPLE_IP);
        var isIPv4 = Family == IpFamily.IPv4;
        writer.Address(isIPv4 ? CTA_IP_V4_SRC : CTA_IP_V6_SRC, Source);
        writer.Address(isIPv4 ? CTA_IP_V4_DST : CTA_IP_V6_DST, Destination);
        writer.EndNested(addresses);
        var protocol = writer.BeginNested(CTA_TUPLE_PROTO);
        WriteProtocol(writer);
        writer.EndNested(protocol);
        writer.EndNested(tuple);
    }

    private void WriteProtocol(NetlinkMessageWriter writer)
    {
        writer.UInt8(CTA_PROTO_NUM, Protocol);
        switch (Protocol)
        {
            case IpProtocols.IPPROTO_ICMP:
                writer.UInt8(CTA_PROTO_ICMP_TYPE, IcmpType);
                writer.UInt8(CTA_PROTO_ICMP_CODE, IcmpCode);
                writer.UInt16BigEndian(CTA_PROTO_ICMP_ID, IcmpId);
                break;
            case IpProtocols.IPPROTO_ICMPV6:
                writer.UInt8(CTA_PROTO_ICMPV6_TYPE, IcmpType);
                writer.UInt8(CTA_PROTO_ICMPV6_CODE, IcmpCode);
                writer.UInt16BigEndian(CTA_PROTO_ICMPV6_ID, IcmpId);
                break;
            default:
                writer.UInt16BigEndian(CTA_PROTO_SRC_PORT, SourcePort);
                writer.UInt16BigEndian(CTA_PROTO_DST_PORT, DestinationPort);
                break;
        }
    }

    private ConntrackTuple WithAddresses(NetlinkAttributeReader reader)
    {
        var tuple = this;
        while (reader.Read())
        {
            tuple = reader.Type switch
            {
                CTA_IP_V4_SRC => tuple with { Source = reader.Address(IpFamily.IPv4, nameof(CTA_IP_V4_SRC)) },
                CTA_IP_V4_DST => tuple with { Destination = reader.Address(IpFamily.IPv4, nameof(CTA_IP_V4_DST)) },
                CTA_IP_V6_SRC => tuple with { Source = reader.Address(IpFamily.IPv6, nameof(CTA_IP_V6_SRC)) },
                CTA_IP_V6_DST => tuple with { Destination = reader.Address(IpFamily.IPv6, nameof(CTA_IP_V6_DST)) },
                _ => tuple,
            };
        }

        return tuple;
    }

    private ConntrackTuple WithProtocol(NetlinkAttributeReader reader)
    {
        var tuple = this;
        while (reader.Read())
        {
            tuple = reader.Type switch
            {
                CTA_PROTO_NUM => tuple with { Protocol = reader.UInt8(nameof(CTA_PROTO_NUM)) },
                CTA_PROTO_SRC_PORT => tuple with { SourcePort = reader.UInt16BigEndian(nameof(CTA_PROTO_SRC_PORT)) },
                CTA_PROTO_DST_PORT =>
                    tuple with { DestinationPort = reader.UInt16BigEndian(nameof(CTA_PROTO_DST_PORT)) },
                CTA_PROTO_ICMP_ID or CTA_PROTO_ICMPV6_ID => tuple with { IcmpId = reader.UInt16BigEndian("icmp id") },
                CTA_PROTO_ICMP_TYPE or CTA_PROTO_ICMPV6_TYPE => tuple with { IcmpType = reader.UInt8("icmp type") },
                CTA_PROTO_ICMP_CODE or CTA_PROTO_ICMPV6_CODE => tuple with { IcmpCode = reader.UInt8("icmp code") },
                _ => tuple,
            };
        }

        return tuple;
    }
}
