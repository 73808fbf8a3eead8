using DualWan.Core.Net;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.ConntrackConstants;

namespace DualWan.Netlink.Conntrack;

/// <summary>The requests of ctnetlink.</summary>
internal static class ConntrackCodec
{
    /// <summary>A dump, narrowed by the kernel to a mark and to a protocol; family null: both, protocol 0: every one. A
    /// protocol needs a family. Kernels before 5.8 don't know CTA_FILTER and send other protocols too.</summary>
    public static void WriteDump(NetlinkMessageWriter writer, MarkFilter filter, IpFamily? family, byte protocol = 0)
    {
        writer.Begin(IPCTNL_MSG_CT_GET, 0);
        NfHeader.Write(writer, (byte)(family ?? 0));
        if (filter.Mask != 0)
            WriteMark(writer, filter);
        if (protocol != 0)
            WriteProtocolFilter(writer, protocol);
        writer.End();
    }

    /// <summary>
    /// Deletes every entry with the mark, of both families. Kernels that ask `family || (mark && mask)` flush
    /// everything where the mask is missing, so a request without both never leaves this method.
    /// </summary>
    public static void WriteFlush(NetlinkMessageWriter writer, MarkFilter filter)
    {
        if (filter.Mask == 0)
            throw new ArgumentException("a flush without a mask would remove every connection", nameof(filter));
        writer.Begin(IPCTNL_MSG_CT_DELETE, 0);
        // Family 0 and version 0: the kernel takes both families.
        NfHeader.Write(writer, NetfilterConstants.NFPROTO_UNSPEC);
        WriteMark(writer, filter);
        writer.End();
    }

    /// <summary>Deletes one entry, and not its successor with the same tuple where the id is known.</summary>
    public static void WriteDelete(NetlinkMessageWriter writer, ConntrackFlow flow)
    {
        writer.Begin(IPCTNL_MSG_CT_DELETE, 0);
        WriteIdentity(writer, flow);
        if (flow.Id != 0)
            writer.UInt32BigEndian(CTA_ID, flow.Id);
        writer.End();
    }

    /// <summary>Writes the bits of <paramref name="mark"/> under its mask into the mark of an existing entry.</summary>
    public static void WriteMarkUpdate(NetlinkMessageWriter writer, ConntrackFlow flow, MarkFilter mark)
    {
        writer.Begin(IPCTNL_MSG_CT_NEW, 0);
        WriteIdentity(writer, flow);
        WriteMark(writer, mark);
        writer.End();
    }

    /// <summary>What makes a message a deletion that can't be taken for "delete everything".</summary>
    public static bool IsBoundedDelete(ReadOnlySpan<byte> payload)
    {
        var (tuple, mark, mask) = (false, false, false);
        var reader = new NetlinkAttributeReader(payload[NfHeader.Size..]);
        while (reader.Read())
        {
            tuple |= reader.Type is CTA_TUPLE_ORIG or CTA_TUPLE_REPLY;
            mark |= reader.Type == CTA_MARK;
            mask |= reader.Type == CTA_MARK_MASK && reader.UInt32BigEndian(nameof(CTA_MARK_MASK)) != 0;
        }

        return tuple || (mark && mask);
    }

    private static void WriteProtocolFilter(NetlinkMessageWriter writer, byte protocol)
    {
        var tuple = writer.BeginNested(CTA_TUPLE_ORIG);
        var nest = writer.BeginNested(CTA_TUPLE_PROTO);
        writer.UInt8(CTA_PROTO_NUM, protocol);
        writer.EndNested(nest);
        writer.EndNested(tuple);
        var filter = writer.BeginNested(CTA_FILTER);
        writer.UInt32(CTA_FILTER_ORIG_FLAGS, CTA_FILTER_F_CTA_PROTO_NUM);
        writer.UInt32(CTA_FILTER_REPLY_FLAGS, 0);
        writer.EndNested(filter);
    }

    private static void WriteIdentity(NetlinkMessageWriter writer, ConntrackFlow flow)
    {
        NfHeader.Write(writer, (byte)flow.Original.Family);
        flow.Original.Write(writer, CTA_TUPLE_ORIG);
        if (flow.Zone != 0)
            writer.UInt16BigEndian(CTA_ZONE, flow.Zone);
    }

    private static void WriteMark(NetlinkMessageWriter writer, MarkFilter mark)
    {
        writer.UInt32BigEndian(CTA_MARK, mark.Value);
        writer.UInt32BigEndian(CTA_MARK_MASK, mark.Mask);
    }
}
