using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using DualWan.Core.Net;
using static DualWan.Netlink.Interop.NetlinkConstants;

namespace DualWan.Netlink.Wire;

/// <content>The attributes of the open message.</content>
internal sealed partial class NetlinkMessageWriter
{
    public void Bytes(ushort type, ReadOnlySpan<byte> value) => value.CopyTo(Attribute(type, value.Length));

    public void Flag(ushort type) => Attribute(type, 0);

    public void UInt8(ushort type, byte value) => Attribute(type, 1)[0] = value;

    public void UInt16(ushort type, ushort value) => MemoryMarshal.Write(Attribute(type, 2), value);

    public void UInt32(ushort type, uint value) => MemoryMarshal.Write(Attribute(type, 4), value);

    public void Int32(ushort type, int value) => MemoryMarshal.Write(Attribute(type, 4), value);

    public void UInt16BigEndian(ushort type, ushort value) =>
        BinaryPrimitives.WriteUInt16BigEndian(Attribute(type, 2), value);

    public void UInt32BigEndian(ushort type, uint value) =>
        BinaryPrimitives.WriteUInt32BigEndian(Attribute(type, 4), value);

    public void UInt64BigEndian(ushort type, ulong value) =>
        BinaryPrimitives.WriteUInt64BigEndian(Attribute(type, 8), value);

    public void Address(ushort type, IpAddress value) => value.WriteTo(Attribute(type, value.ByteLength));

    public void Struct<T>(ushort type, in T value)
        where T : unmanaged =>
        MemoryMarshal.Write(Attribute(type, Unsafe.SizeOf<T>()), value);

    /// <summary>Text with the NUL that the kernel's NLA_NUL_STRING policy asks for.</summary>
    public void Text(ushort type, string value) =>
        Encoding.UTF8.GetBytes(value, Attribute(type, Encoding.UTF8.GetByteCount(value) + 1));

    /// <summary>Opens a nest; give the result to <see cref="EndNested"/>. NLA_F_NESTED is set unless the kernel's
    /// older families (RTA_METRICS, RTA_MULTIPATH) are spoken to.</summary>
    public int BeginNested(ushort type, bool flagged = true)
    {
        var start = _length;
        Attribute(flagged ? (ushort)(type | NLA_F_NESTED) : type, 0);
        return start;
    }

    public void EndNested(int start)
    {
        var length = _length - start;
        if (length > ushort.MaxValue)
            throw new InvalidOperationException($"a nest of {length} bytes does not fit nla_len");
        MemoryMarshal.Write(_buffer.AsSpan(start), (ushort)length);
    }

    /// <summary>A struct inside a nest that is no attribute by itself (struct rtnexthop): its length field comes first
    /// and counts what is nested in it. End it with <see cref="EndNested"/>.</summary>
    public int BeginStruct<T>(in T value)
        where T : unmanaged
    {
        var start = _length;
        Struct(value);
        return start;
    }

    private Span<byte> Attribute(ushort type, int size)
    {
        var length = NLA_HDRLEN + size;
        if (length > ushort.MaxValue)
            throw new ArgumentException($"{size} bytes do not fit an attribute", nameof(size));
        var room = Reserve(length);
        MemoryMarshal.Write(room, (ushort)length);
        MemoryMarshal.Write(room[2..], type);
        return room[NLA_HDRLEN..];
    }
}
