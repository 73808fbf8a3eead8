using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using DualWan.Core.Net;
using static DualWan.Netlink.Interop.NetlinkConstants;

namespace DualWan.Netlink.Wire;

/// <summary>
/// Walks the attributes of a message or of a nest. An attribute that the caller doesn't know is simply not asked for.
/// The typed getters check the size and name the attribute where it is wrong.
/// </summary>
internal ref struct NetlinkAttributeReader(ReadOnlySpan<byte> attributes)
{
    private ReadOnlySpan<byte> _rest = attributes;

    /// <summary>The type without NLA_F_NESTED and NLA_F_NET_BYTEORDER.</summary>
    public ushort Type { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>The attributes inside this one.</summary>
    public readonly NetlinkAttributeReader Nested => new(Value);

    /// <summary>False at the end; up to three stray bytes there are padding, as they are for the kernel.</summary>
    public bool Read()
    {
        if (_rest.Length < NLA_HDRLEN)
            return false;
        var length = MemoryMarshal.Read<ushort>(_rest);
        if (length < NLA_HDRLEN || length > _rest.Length)
            ThrowHelper.AttributeLength(length, _rest.Length);
        Type = (ushort)(MemoryMarshal.Read<ushort>(_rest[2..]) & NLA_TYPE_MASK);
        Value = _rest[NLA_HDRLEN..length];
        _rest = _rest[Math.Min(Alignment.Up(length), _rest.Length)..];
        return true;
    }

    public readonly byte UInt8(string name) => Exact(name, 1)[0];

    public readonly ushort UInt16(string name) => MemoryMarshal.Read<ushort>(Exact(name, 2));

    public readonly uint UInt32(string name) => MemoryMarshal.Read<uint>(Exact(name, 4));

    public readonly int Int32(string name) => MemoryMarshal.Read<int>(Exact(name, 4));

    public readonly ushort UInt16BigEndian(string name) => BinaryPrimitives.ReadUInt16BigEndian(Exact(name, 2));

    public readonly uint UInt32BigEndian(string name) => BinaryPrimitives.ReadUInt32BigEndian(Exact(name, 4));

    public readonly ulong UInt64BigEndian(string name) => BinaryPrimitives.ReadUInt64BigEndian(Exact(name, 8));

    /// <summary>A struct as this program knows it; a newer kernel's longer one is accepted, the rest ignored.</summary>
    public readonly T Struct<T>(string name)
        where T : unmanaged
    {
        if (Value.Length < Unsafe.SizeOf<T>())
            ThrowHelper.StructSize(name, Value.Length, Unsafe.SizeOf<T>());
        return MemoryMarshal.Read<T>(Value);
    }

    /// <summary>Text up to the first NUL; bytes that are no UTF-8 are replaced, never refused.</summary>
    public readonly string Text()
    {
        var end = Value.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? Value : Value[..end]);
    }

    /// <summary>An address of the given family, in network order.</summary>
    public readonly IpAddress Address(IpFamily family, string name) =>
        IpAddress.FromBytes(Exact(name, IpAddress.BitLengthOf(family) / 8));

    /// <summary>An address whose length tells its family.</summary>
    public readonly IpAddress Address(string name)
    {
        if (Value.Length is not (4 or 16))
            ThrowHelper.Invalid(name, $"{Value.Length} bytes are no address");
        return IpAddress.FromBytes(Value);
    }

    private readonly ReadOnlySpan<byte> Exact(string name, int length)
    {
        if (Value.Length != length)
            ThrowHelper.AttributeSize(name, Value.Length, length);
        return Value;
    }
}
