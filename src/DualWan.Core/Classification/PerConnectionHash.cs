using System.Buffers.Binary;
using DualWan.Core.Config;

namespace DualWan.Core.Classification;

/// <summary>
/// The hash behind the per-connection classifier: Bob Jenkins' lookup3 as in include/linux/jhash.h, over RouterOS's key
/// (PC-09) or over nftables' registers. Little-endian, like the machines it is compared with (PC-15).
/// </summary>
internal static class PerConnectionHash
{
    /// <summary>Ours; any fixed number does, a random one would move connections at each reload.</summary>
    public const uint DefaultSeed = 0xD7C1A551;

    private const uint InitialValue = 0xdeadbeef;

    /// <summary>RouterOS's raw hash; its bucket is this modulo the denominator (PC-09).</summary>
    public static uint RouterOs(PacketView packet, PccFields fields, uint seed)
    {
        Span<byte> key = stackalloc byte[36];
        return Hash(key[..WriteKey(packet, fields, key, portLength: 2)], seed);
    }

    /// <summary>
    /// The bucket that the kernel's nft_jhash takes (net/netfilter/nft_hash.c): every field fills whole 32-bit
    /// registers, and the hash is scaled into the denominator by its high bits. Without any field to hash (ports alone,
    /// of a protocol that has none) it is bucket 0.
    /// </summary>
    public static uint NftBucket(PacketView packet, PccFields fields, uint denominator, uint seed)
    {
        Span<byte> key = stackalloc byte[40];
        // A single port is hashed as it is; a concatenation pads every part to a register.
        var single = fields is PccFields.SrcPort or PccFields.DstPort;
        var length = WriteKey(packet, fields, key, single ? 2 : 4);
        return length == 0 ? 0 : (uint)(((ulong)Hash(key[..length], seed) * denominator) >> 32);
    }

    /// <summary>jhash of a byte key.</summary>
    public static uint Hash(ReadOnlySpan<byte> key, uint seed)
    {
        var a = InitialValue + (uint)key.Length + seed;
        var (b, c) = (a, a);
        while (key.Length > 12)
        {
            a += BinaryPrimitives.ReadUInt32LittleEndian(key);
            b += BinaryPrimitives.ReadUInt32LittleEndian(key[4..]);
            c += BinaryPrimitives.ReadUInt32LittleEndian(key[8..]);
            Mix(ref a, ref b, ref c);
            key = key[12..];
        }

        if (key.IsEmpty)
            return c;
        Span<byte> tail = stackalloc byte[12];
        tail.Clear();
        key.CopyTo(tail);
        a += BinaryPrimitives.ReadUInt32LittleEndian(tail);
        b += BinaryPrimitives.ReadUInt32LittleEndian(tail[4..]);
        c += BinaryPrimitives.ReadUInt32LittleEndian(tail[8..]);
        return Final(a, b, c);
    }

    /// <summary>The selected fields in order: source, destination, source port, destination port (PC-09,
    /// PC-11).</summary>
    private static int WriteKey(PacketView packet, PccFields fields, Span<byte> key, int portLength)
    {
        key.Clear();
        var length = 0;
        if (fields.HasFlag(PccFields.SrcAddress))
        {
            packet.Source.WriteTo(key);
            length += packet.Source.ByteLength;
        }

        if (fields.HasFlag(PccFields.DstAddress))
        {
            packet.Destination.WriteTo(key[length..]);
            length += packet.Destination.ByteLength;
        }

        if (!packet.HasPorts)
            return length;
        if (fields.HasFlag(PccFields.SrcPort))
        {
            BinaryPrimitives.WriteUInt16BigEndian(key[length..], packet.SourcePort);
            length += portLength;
        }

        if (fields.HasFlag(PccFields.DstPort))
        {
            BinaryPrimitives.WriteUInt16BigEndian(key[length..], packet.DestinationPort);
            length += portLength;
        }

        return length;
    }

    private static void Mix(ref uint a, ref uint b, ref uint c)
    {
        a -= c;
        a ^= uint.RotateLeft(c, 4);
        c += b;
        b -= a;
        b ^= uint.RotateLeft(a, 6);
        a += c;
        c -= b;
        c ^= uint.RotateLeft(b, 8);
        b += a;
        a -= c;
        a ^= uint.RotateLeft(c, 16);
        c += b;
        b -= a;
        b ^= uint.RotateLeft(a, 19);
        a += c;
        c -= b;
        c ^= uint.RotateLeft(b, 4);
        b += a;
    }

    private static uint Final(uint a, uint b, uint c)
    {
        c ^= b;
        c -= uint.RotateLeft(b, 14);
        a ^= c;
        a -= uint.RotateLeft(c, 11);
        b ^= a;
        b -= uint.RotateLeft(a, 25);
        c ^= b;
        c -= uint.RotateLeft(b, 16);
        a ^= c;
        a -= uint.RotateLeft(c, 4);
        b ^= a;
        b -= uint.RotateLeft(a, 14);
        c ^= b;
        c -= uint.RotateLeft(b, 24);
        return c;
    }
}
