using DualWan.Core.Net;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.FibRuleConstants;

namespace DualWan.Netlink.Route;

/// <content>Bytes to value.</content>
internal sealed partial record RuleMessage
{
    /// <summary>Null for rules of other families (the multicast routing rules).</summary>
    public static RuleMessage? Parse(ReadOnlySpan<byte> payload)
    {
        var header = WireStruct.Take<fib_rule_hdr>(ref payload, nameof(fib_rule_hdr));
        if (!WireStruct.IsOurs(header.family))
            return null;
        var rule = FromHeader(header);
        IpAddress? source = null;
        IpAddress? destination = null;
        var reader = new NetlinkAttributeReader(payload);
        while (reader.Read())
        {
            if (reader.Type == FRA_SRC)
                source = reader.Address(rule.Family, nameof(FRA_SRC));
            else if (reader.Type == FRA_DST)
                destination = reader.Address(rule.Family, nameof(FRA_DST));
            else
                rule = rule.With(reader);
        }

        return rule with
        {
            Source = Prefix(rule.Family, source, header.src_len, "src_len"),
            Destination = Prefix(rule.Family, destination, header.dst_len, "dst_len"),
        };
    }

    private static RuleMessage FromHeader(fib_rule_hdr header) => new()
    {
        Family = (IpFamily)header.family,
        Action = (RuleAction)header.action,
        Table = header.table,
        TypeOfService = header.tos,
        Flags = header.flags,
    };

    private static IpPrefix? Prefix(IpFamily family, IpAddress? address, byte length, string name) =>
        length == 0 && address is null ? null : WireStruct.Prefix(family, address, length, name);

    // One arm for each attribute: splitting it would hide which are known.
    private RuleMessage With(NetlinkAttributeReader reader) => reader.Type switch
    {
        FRA_PRIORITY => this with { Priority = reader.UInt32(nameof(FRA_PRIORITY)) },
        FRA_TABLE => this with { Table = reader.UInt32(nameof(FRA_TABLE)) },
        FRA_PROTOCOL => this with { Protocol = reader.UInt8(nameof(FRA_PROTOCOL)) },
        FRA_FWMARK => this with { Mark = reader.UInt32(nameof(FRA_FWMARK)) },
        FRA_FWMASK => WithMask(reader.UInt32(nameof(FRA_FWMASK))),
        FRA_IIFNAME => this with { InInterface = reader.Text() },
        FRA_OIFNAME => this with { OutInterface = reader.Text() },
        FRA_SUPPRESS_PREFIXLEN => this with { SuppressPrefixLength = Limit(reader, nameof(FRA_SUPPRESS_PREFIXLEN)) },
        FRA_SUPPRESS_IFGROUP => this with { SuppressInterfaceGroup = Limit(reader, nameof(FRA_SUPPRESS_IFGROUP)) },
        FRA_GOTO => this with { GotoPriority = reader.UInt32(nameof(FRA_GOTO)) },
        FRA_L3MDEV => this with { L3MasterDevice = reader.UInt8(nameof(FRA_L3MDEV)) != 0 },
        FRA_UID_RANGE => this with { UserIds = reader.Struct<UserIdRange>(nameof(FRA_UID_RANGE)) },
        FRA_IP_PROTO => this with { IpProtocol = reader.UInt8(nameof(FRA_IP_PROTO)) },
        FRA_SPORT_RANGE => this with { SourcePorts = reader.Struct<PortRange>(nameof(FRA_SPORT_RANGE)) },
        FRA_DPORT_RANGE => this with { DestinationPorts = reader.Struct<PortRange>(nameof(FRA_DPORT_RANGE)) },
        _ => this,
    };

    /// <summary>A mask without a mark matches the mark 0; a mask of 0 matches all.</summary>
    private RuleMessage WithMask(uint mask) =>
        mask == 0 ? this : this with { MarkMask = mask, Mark = Mark ?? 0 };

    /// <summary>The kernel reports "none" as -1.</summary>
    private static int? Limit(NetlinkAttributeReader reader, string name)
    {
        var value = reader.Int32(name);
        return value < 0 ? null : value;
    }
}
