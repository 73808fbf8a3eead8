using System.Runtime.InteropServices;
using static DualWan.Netlink.Interop.NetlinkConstants;

namespace DualWan.Netlink.Wire;

/// <summary>
/// Splits a datagram into messages: NLMSG_OK and NLMSG_NEXT of include/uapi/linux/netlink.h with every bound proven.
/// </summary>
internal ref struct NetlinkMessageReader(ReadOnlySpan<byte> datagram)
{
    private ReadOnlySpan<byte> _rest = datagram;

    /// <summary>False at the end. A tail too short for a header is an error: datagrams are whole.</summary>
    public bool Read(out NetlinkMessage message)
    {
        message = default;
        if (_rest.IsEmpty)
            return false;
        if (_rest.Length < NLMSG_HDRLEN)
            ThrowHelper.StructSize("nlmsghdr", _rest.Length, NLMSG_HDRLEN);
        var length = MemoryMarshal.Read<uint>(_rest);
        if (length < NLMSG_HDRLEN || length > (uint)_rest.Length)
            ThrowHelper.MessageLength(length, _rest.Length);
        message = new NetlinkMessage(
            MemoryMarshal.Read<ushort>(_rest[4..]), MemoryMarshal.Read<ushort>(_rest[6..]),
            MemoryMarshal.Read<uint>(_rest[8..]), MemoryMarshal.Read<uint>(_rest[12..]),
            _rest[NLMSG_HDRLEN..(int)length]);
        _rest = _rest[Math.Min(Alignment.Up((int)length), _rest.Length)..];
        return true;
    }
}
