using DualWan.Netlink.Interop;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.FibRuleConstants;
using static DualWan.Netlink.Interop.RtnetlinkConstants;

namespace DualWan.Netlink.Route;

/// <content>Value to bytes.</content>
internal sealed partial record RuleMessage
{
    public override void Write(NetlinkMessageWriter writer)
    {
        writer.Struct(new fib_rule_hdr
        {
            family = (byte)Family,
            dst_len = Destination?.Length ?? 0,
            src_len = Source?.Length ?? 0,
            tos = TypeOfService,
            table = Table <= byte.MaxValue ? (byte)Table : RT_TABLE_UNSPEC,
            action = (byte)Action,
            flags = Flags & FIB_RULE_INVERT,
        });
        writer.UInt32(FRA_PRIORITY, Priority);
        if (Source is { } source)
            writer.Address(FRA_SRC, source.Address);
        if (Destination is { } destination)
            writer.Address(FRA_DST, destination.Address);
        WriteSelectors(writer);
        if (Table > byte.MaxValue)
            writer.UInt32(FRA_TABLE, Table);
        if (SuppressPrefixLength is { } length)
            writer.Int32(FRA_SUPPRESS_PREFIXLEN, length);
        if (SuppressInterfaceGroup is { } group)
            writer.Int32(FRA_SUPPRESS_IFGROUP, group);
        if (GotoPriority is { } target)
            writer.UInt32(FRA_GOTO, target);
        if (L3MasterDevice)
            writer.UInt8(FRA_L3MDEV, 1);
        if (Protocol != 0)
            writer.UInt8(FRA_PROTOCOL, Protocol);
    }

    private void WriteSelectors(NetlinkMessageWriter writer)
    {
        if (Mark is { } mark)
        {
            writer.UInt32(FRA_FWMARK, mark);
            writer.UInt32(FRA_FWMASK, MarkMask);
        }

        if (InInterface is not null)
            writer.Text(FRA_IIFNAME, InInterface);
        if (OutInterface is not null)
            writer.Text(FRA_OIFNAME, OutInterface);
        if (UserIds is { } users)
            writer.Struct(FRA_UID_RANGE, users);
        if (IpProtocol is { } protocol)
            writer.UInt8(FRA_IP_PROTO, protocol);
        if (SourcePorts is { } from)
            writer.Struct(FRA_SPORT_RANGE, from);
        if (DestinationPorts is { } to)
            writer.Struct(FRA_DPORT_RANGE, to);
    }
}
