using DualWan.Netlink.Conversation;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.RtnetlinkConstants;

namespace DualWan.Netlink.Route;

/// <content>The kernel's own decision about a packet.</content>
internal sealed partial class RouteNetlink
{
    /// <summary>Asks the kernel which way a packet goes. A refusal is an answer too: EHOSTUNREACH (unreachable), EINVAL
    /// (blackhole), EACCES (prohibit), ENETUNREACH (no route).</summary>
    public NetlinkAck LookUp(RouteLookup question, out RouteMessage? answer)
    {
        WriteLookup(_writer.Clear(), question);
        RouteMessage? found = null;
        var ack = connection.Query(_writer, Take);
        answer = found;
        return ack;

        void Take(NetlinkMessage message)
        {
            if (message.Type == RTM_NEWROUTE)
                found = RouteMessage.Parse(message.Payload);
        }
    }

    private static void WriteLookup(NetlinkMessageWriter writer, RouteLookup question)
    {
        var bits = question.Destination.BitLength;
        writer.Begin(RTM_GETROUTE, 0);
        writer.Struct(new rtmsg
        {
            rtm_family = (byte)question.Destination.Family,
            rtm_dst_len = bits,
            rtm_src_len = question.Source is null ? (byte)0 : bits,
            rtm_flags = RTM_F_LOOKUP_TABLE | (question.MatchedEntry ? RTM_F_FIB_MATCH : 0),
        });
        writer.Address(RTA_DST, question.Destination);
        if (question.Source is { } source)
            writer.Address(RTA_SRC, source);
        if (question.Mark != 0)
            writer.UInt32(RTA_MARK, question.Mark);
        if (question.InInterface != 0)
            writer.Int32(RTA_IIF, question.InInterface);
        if (question.OutInterface != 0)
            writer.Int32(RTA_OIF, question.OutInterface);
        if (question.IpProtocol != 0)
            writer.UInt8(RTA_IP_PROTO, question.IpProtocol);
        if (question.SourcePort != 0)
            writer.UInt16BigEndian(RTA_SPORT, question.SourcePort);
        if (question.DestinationPort != 0)
            writer.UInt16BigEndian(RTA_DPORT, question.DestinationPort);
        writer.End();
    }
}
