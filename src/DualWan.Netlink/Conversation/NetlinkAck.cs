using System.Runtime.InteropServices;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.NetlinkConstants;

namespace DualWan.Netlink.Conversation;

/// <summary>The kernel's verdict on one request: 0, or a positive error number with what the kernel says about
/// it.</summary>
internal readonly record struct NetlinkAck(int ErrorNumber, string? Message, uint? Offset)
{
    public bool Succeeded => ErrorNumber == 0;

    public bool Is(int errno) => ErrorNumber == errno;

    public NetlinkException ToException(string operation) => new(operation, ErrorNumber, Message, Offset);

    public void ThrowIfFailed(string operation)
    {
        if (!Succeeded)
            throw ToException(operation);
    }

    /// <summary>Reads NLMSG_ERROR (struct nlmsgerr, then what NETLINK_EXT_ACK adds).</summary>
    public static NetlinkAck ReadError(NetlinkMessage message)
    {
        if (message.Payload.Length < sizeof(int) + NLMSG_HDRLEN)
            ThrowHelper.StructSize("nlmsgerr", message.Payload.Length, sizeof(int) + NLMSG_HDRLEN);
        var errno = Positive(MemoryMarshal.Read<int>(message.Payload));
        if (!message.Has(NLM_F_ACK_TLVS))
            return new NetlinkAck(errno, null, null);
        var echoed = message.Has(NLM_F_CAPPED) ? NLMSG_HDRLEN : EchoedLength(message.Payload[sizeof(int)..]);
        return Extend(errno, message.Payload[(sizeof(int) + echoed)..]);
    }

    /// <summary>Reads NLMSG_DONE, which carries the error that ended a dump; older kernels send it empty.</summary>
    public static NetlinkAck ReadDone(NetlinkMessage message)
    {
        if (message.Payload.Length < sizeof(int))
            return default;
        var errno = Positive(MemoryMarshal.Read<int>(message.Payload));
        return message.Has(NLM_F_ACK_TLVS)
            ? Extend(errno, message.Payload[sizeof(int)..])
            : new NetlinkAck(errno, null, null);
    }

    private static int Positive(int error) => error is <= 0 and > int.MinValue ? -error : 0;

    private static int EchoedLength(ReadOnlySpan<byte> request)
    {
        var length = MemoryMarshal.Read<uint>(request);
        if (length < NLMSG_HDRLEN || length > (uint)request.Length)
            ThrowHelper.MessageLength(length, request.Length);
        return Math.Min(Alignment.Up((int)length), request.Length);
    }

    private static NetlinkAck Extend(int errno, ReadOnlySpan<byte> attributes)
    {
        string? text = null;
        uint? offset = null;
        var reader = new NetlinkAttributeReader(attributes);
        while (reader.Read())
        {
            if (reader.Type == NLMSGERR_ATTR_MSG)
                text = reader.Text();
            else if (reader.Type == NLMSGERR_ATTR_OFFS)
                offset = reader.UInt32(nameof(NLMSGERR_ATTR_OFFS));
            else if (reader.Type == NLMSGERR_ATTR_MISS_TYPE)
                text ??= $"attribute {reader.UInt32(nameof(NLMSGERR_ATTR_MISS_TYPE))} is missing";
        }

        return new NetlinkAck(errno, text, offset);
    }
}
