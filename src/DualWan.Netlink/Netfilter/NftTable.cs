using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.NftablesConstants;

namespace DualWan.Netlink.Netfilter;

/// <summary>An nf_tables table.</summary>
internal sealed record NftTable(NftFamily Family, string Name, ulong Handle, uint Flags, string? Comment)
{
    public static NftTable Parse(ReadOnlySpan<byte> payload)
    {
        var table = new NftTable((NftFamily)NfHeader.Take(ref payload), "", 0, 0, null);
        var reader = new NetlinkAttributeReader(payload);
        while (reader.Read())
        {
            table = reader.Type switch
            {
                NFTA_TABLE_NAME => table with { Name = reader.Text() },
                NFTA_TABLE_HANDLE => table with { Handle = reader.UInt64BigEndian(nameof(NFTA_TABLE_HANDLE)) },
                NFTA_TABLE_FLAGS => table with { Flags = reader.UInt32BigEndian(nameof(NFTA_TABLE_FLAGS)) },
                NFTA_TABLE_USERDATA => table with { Comment = NftUserData.Comment(reader.Value) },
                _ => table,
            };
        }

        return table;
    }
}
