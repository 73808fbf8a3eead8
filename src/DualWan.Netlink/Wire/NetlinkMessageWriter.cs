using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static DualWan.Netlink.Interop.NetlinkConstants;

namespace DualWan.Netlink.Wire;

/// <summary>
/// Builds one or many messages in one buffer that is kept between uses, so that the failover path allocates nothing.
/// Everything is padded with zeroes to four bytes. Sequence numbers are the connection's to give.
/// </summary>
internal sealed partial class NetlinkMessageWriter(int capacity = 4096)
{
    private byte[] _buffer = new byte[capacity];
    private int _length;
    private int _message = -1;

    /// <summary>The messages so far, complete ones only while no message is open.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>The number of complete messages.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the message that is open.</summary>
    public int OpenLength => _length - _message;

    internal Span<byte> Writable => _buffer.AsSpan(0, _length);

    /// <summary>Forgets all messages and keeps the memory.</summary>
    public NetlinkMessageWriter Clear()
    {
        _length = 0;
        _message = -1;
        Count = 0;
        return this;
    }

    public void Begin(ushort type, ushort flags)
    {
        if (_message >= 0)
            throw new InvalidOperationException("the message before this one was not ended");
        _message = _length;
        var header = Reserve(NLMSG_HDRLEN);
        MemoryMarshal.Write(header[4..], type);
        MemoryMarshal.Write(header[6..], flags);
    }

    public void End()
    {
        MemoryMarshal.Write(_buffer.AsSpan(_message), (uint)(_length - _message));
        _message = -1;
        Count++;
    }

    /// <summary>Overwrites four bytes that were written before, for a value known only when the buffer is
    /// sent.</summary>
    public void PatchUInt32BigEndian(int offset, uint value) =>
        BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(0, _length)[offset..], value);

    /// <summary>The fixed header of the protocol (rtmsg, nfgenmsg, ...).</summary>
    public void Struct<T>(in T value)
        where T : unmanaged =>
        MemoryMarshal.Write(Reserve(Unsafe.SizeOf<T>()), value);

    /// <summary>Zeroed room at the end, padded to four bytes; valid until the next write.</summary>
    private Span<byte> Reserve(int size)
    {
        var padded = Alignment.Up(size);
        if (_buffer.Length - _length < padded)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + padded));
        var room = _buffer.AsSpan(_length, padded);
        room.Clear();
        _length += padded;
        return room[..size];
    }
}
