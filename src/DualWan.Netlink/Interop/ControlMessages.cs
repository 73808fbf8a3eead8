using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DualWan.Netlink.Interop;

/// <summary>
/// Walks the ancillary data of recvmsg: CMSG_FIRSTHDR and CMSG_NXTHDR of include/linux/socket.h. A length that lies
/// ends the walk.
/// </summary>
internal ref struct ControlMessages(ReadOnlySpan<byte> control)
{
    private ReadOnlySpan<byte> _rest = control;

    public int Level { get; private set; }

    public int Type { get; private set; }

    public ReadOnlySpan<byte> Data { get; private set; }

    public bool Read()
    {
        if (_rest.Length < Unsafe.SizeOf<cmsghdr>())
            return false;
        var header = MemoryMarshal.Read<cmsghdr>(_rest);
        if (header.cmsg_len < (nuint)Unsafe.SizeOf<cmsghdr>() || header.cmsg_len > (nuint)_rest.Length)
            return false;
        var length = (int)header.cmsg_len;
        Level = header.cmsg_level;
        Type = header.cmsg_type;
        Data = _rest[Unsafe.SizeOf<cmsghdr>()..length];
        _rest = _rest[Math.Min(Align(length), _rest.Length)..];
        return true;
    }

    public readonly bool Is(int level, int type) => Level == level && Type == type;

    private static int Align(int length) => (length + nint.Size - 1) & ~(nint.Size - 1);
}
