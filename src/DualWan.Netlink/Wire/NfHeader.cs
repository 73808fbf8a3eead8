using System.Buffers.Binary;
using DualWan.Netlink.Interop;

namespace DualWan.Netlink.Wire;

/// <summary>The header of every netfilter message.</summary>
internal static class NfHeader
{
    /// <summary>sizeof(struct nfgenmsg).</summary>
    public const int Size = 4;

    /// <summary><paramref name="resource"/> in host order.</summary>
    public static void Write(NetlinkMessageWriter writer, byte family, ushort resource = 0) =>
        writer.Struct(new nfgenmsg
        {
            nfgen_family = family,
            res_id = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(resource) : resource,
        });

    /// <summary>The family, and the payload without the header.</summary>
    public static byte Take(ref ReadOnlySpan<byte> payload)
    {
        if (payload.Length < Size)
            ThrowHelper.StructSize(nameof(nfgenmsg), payload.Length, Size);
        var family = payload[0];
        payload = payload[Size..];
        return family;
    }
}
