using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.NftablesConstants;

namespace DualWan.Netlink.Netfilter;

/// <summary>A chain. <see cref="Hook"/>, <see cref="Kind"/> and <see cref="Policy"/> (0 drop, 1 accept) are null unless
/// it is a base chain.</summary>
internal sealed record NftChain(NftFamily Family, string Table, string Name, ulong Handle)
{
    public NftHook? Hook { get; init; }

    /// <summary>filter, route or nat.</summary>
    public string? Kind { get; init; }

    public uint? Policy { get; init; }

    public string? Comment { get; init; }

    public static NftChain Parse(ReadOnlySpan<byte> payload)
    {
        var chain = new NftChain((NftFamily)NfHeader.Take(ref payload), "", "", 0);
        var reader = new NetlinkAttributeReader(payload);
        while (reader.Read())
        {
            chain = reader.Type switch
            {
                NFTA_CHAIN_TABLE => chain with { Table = reader.Text() },
                NFTA_CHAIN_NAME => chain with { Name = reader.Text() },
                NFTA_CHAIN_HANDLE => chain with { Handle = reader.UInt64BigEndian(nameof(NFTA_CHAIN_HANDLE)) },
                NFTA_CHAIN_HOOK => chain with { Hook = ParseHook(reader.Nested) },
                NFTA_CHAIN_TYPE => chain with { Kind = reader.Text() },
                NFTA_CHAIN_POLICY => chain with { Policy = reader.UInt32BigEndian(nameof(NFTA_CHAIN_POLICY)) },
                NFTA_CHAIN_USERDATA => chain with { Comment = NftUserData.Comment(reader.Value) },
                _ => chain,
            };
        }

        return chain;
    }

    private static NftHook ParseHook(NetlinkAttributeReader reader)
    {
        var hook = default(NftHook);
        while (reader.Read())
        {
            if (reader.Type == NFTA_HOOK_HOOKNUM)
                hook = hook with { Number = reader.UInt32BigEndian(nameof(NFTA_HOOK_HOOKNUM)) };
            else if (reader.Type == NFTA_HOOK_PRIORITY)
                hook = hook with { Priority = (int)reader.UInt32BigEndian(nameof(NFTA_HOOK_PRIORITY)) };
        }

        return hook;
    }
}
