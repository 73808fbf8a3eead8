using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.NftablesConstants;

namespace DualWan.Netlink.Netfilter;

/// <summary>A named counter.</summary>
internal sealed record NftCounter(NftFamily Family, string Table, string Name, ulong Packets, ulong Bytes)
{
    /// <summary>Null for a named object of another kind.</summary>
    public static NftCounter? Parse(ReadOnlySpan<byte> payload)
    {
        var counter = new NftCounter((NftFamily)NfHeader.Take(ref payload), "", "", 0, 0);
        var kind = 0u;
        var data = default(NetlinkAttributeReader);
        var reader = new NetlinkAttributeReader(payload);
        while (reader.Read())
        {
            if (reader.Type == NFTA_OBJ_TABLE)
                counter = counter with { Table = reader.Text() };
            else if (reader.Type == NFTA_OBJ_NAME)
                counter = counter with { Name = reader.Text() };
            else if (reader.Type == NFTA_OBJ_TYPE)
                kind = reader.UInt32BigEndian(nameof(NFTA_OBJ_TYPE));
            else if (reader.Type == NFTA_OBJ_DATA)
                data = reader.Nested;
        }

        return kind == NFT_OBJECT_COUNTER ? counter.WithData(data) : null;
    }

    private NftCounter WithData(NetlinkAttributeReader data)
    {
        var counter = this;
        while (data.Read())
        {
            if (data.Type == NFTA_COUNTER_PACKETS)
                counter = counter with { Packets = data.UInt64BigEndian(nameof(NFTA_COUNTER_PACKETS)) };
            else if (data.Type == NFTA_COUNTER_BYTES)
                counter = counter with { Bytes = data.UInt64BigEndian(nameof(NFTA_COUNTER_BYTES)) };
        }

        return counter;
    }
}
