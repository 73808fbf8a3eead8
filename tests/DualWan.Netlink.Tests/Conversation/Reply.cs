using System.Buffers.Binary;
using System.Text;
using DualWan.Netlink.Interop;

namespace DualWan.Netlink.Tests.Conversation;

/// <summary>Answers of a kernel, built by hand (not by the writer under test).</summary>
internal static class Reply
{
    /// <summary>The sequence of the first message of a request.</summary>
    public static uint SequenceOf(byte[] request) => BinaryPrimitives.ReadUInt32LittleEndian(request.AsSpan(8));

    public static byte[] Message(ushort type, ushort flags, uint sequence, params byte[] payload)
    {
        var message = new byte[16 + ((payload.Length + 3) & ~3)];
        BinaryPrimitives.WriteInt32LittleEndian(message, 16 + payload.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(4), type);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(6), flags);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(8), sequence);
        payload.CopyTo(message, 16);
        return message;
    }

    /// <summary>NLMSG_ERROR with a capped echo; with an extended acknowledgement where there is a text.</summary>
    public static byte[] Ack(uint sequence, int errno = 0, string? text = null, uint offset = 0)
    {
        var body = new List<byte>();
        body.AddRange(BitConverter.GetBytes(-errno));
        body.AddRange(new byte[16]);
        if (text is not null)
        {
            var bytes = Encoding.UTF8.GetBytes(text + "\0");
            body.AddRange([(byte)(4 + bytes.Length), 0, 1, 0, .. bytes]);
            while (body.Count % 4 != 0)
                body.Add(0);
            body.AddRange([8, 0, 2, 0, .. BitConverter.GetBytes(offset)]);
        }

        var flags = NetlinkConstants.NLM_F_CAPPED | (text is null ? 0 : NetlinkConstants.NLM_F_ACK_TLVS);
        return Message(NetlinkConstants.NLMSG_ERROR, (ushort)flags, sequence, [.. body]);
    }

    public static byte[] Done(uint sequence, ushort flags = 0, int errno = 0) =>
        Message(NetlinkConstants.NLMSG_DONE, (ushort)(NetlinkConstants.NLM_F_MULTI | flags), sequence,
            BitConverter.GetBytes(-errno));

    /// <summary>A nexthop with no attribute but its id.</summary>
    public static byte[] NextHop(uint sequence, uint id, ushort flags = 0) => Message(
        RtnetlinkConstants.RTM_NEWNEXTHOP, (ushort)(NetlinkConstants.NLM_F_MULTI | flags), sequence,
        [0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 1, 0, .. BitConverter.GetBytes(id)]);
}
