using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.NftablesConstants;

namespace DualWan.Netlink.Netfilter;

/// <summary>A set or a map. The types are nft's own numbers (7 ipv4_addr, 8 ipv6_addr, 41 ifname, 19 mark,
/// ...).</summary>
internal sealed record NftSet(NftFamily Family, string Table, string Name, ulong Handle)
{
    public NftSetFlags Flags { get; init; }

    public uint KeyType { get; init; }

    /// <summary>Bytes.</summary>
    public uint KeyLength { get; init; }

    /// <summary>0 for a set; 0xffffff00 for a verdict map.</summary>
    public uint DataType { get; init; }

    /// <summary>Bytes.</summary>
    public uint DataLength { get; init; }

    /// <summary>Default timeout of an element; zero for none.</summary>
    public ulong TimeoutMilliseconds { get; init; }

    public bool IsAnonymous => (Flags & NftSetFlags.Anonymous) != 0;

    public bool IsInterval => (Flags & NftSetFlags.Interval) != 0;

    public static NftSet Parse(ReadOnlySpan<byte> payload)
    {
        var set = new NftSet((NftFamily)NfHeader.Take(ref payload), "", "", 0);
        var reader = new NetlinkAttributeReader(payload);
        while (reader.Read())
            set = set.With(reader);
        return set;
    }

    private NftSet With(NetlinkAttributeReader reader) => reader.Type switch
    {
        NFTA_SET_TABLE => this with { Table = reader.Text() },
        NFTA_SET_NAME => this with { Name = reader.Text() },
        NFTA_SET_HANDLE => this with { Handle = reader.UInt64BigEndian(nameof(NFTA_SET_HANDLE)) },
        NFTA_SET_FLAGS => this with { Flags = (NftSetFlags)reader.UInt32BigEndian(nameof(NFTA_SET_FLAGS)) },
        NFTA_SET_KEY_TYPE => this with { KeyType = reader.UInt32BigEndian(nameof(NFTA_SET_KEY_TYPE)) },
        NFTA_SET_KEY_LEN => this with { KeyLength = reader.UInt32BigEndian(nameof(NFTA_SET_KEY_LEN)) },
        NFTA_SET_DATA_TYPE => this with { DataType = reader.UInt32BigEndian(nameof(NFTA_SET_DATA_TYPE)) },
        NFTA_SET_DATA_LEN => this with { DataLength = reader.UInt32BigEndian(nameof(NFTA_SET_DATA_LEN)) },
        NFTA_SET_TIMEOUT => this with { TimeoutMilliseconds = reader.UInt64BigEndian(nameof(NFTA_SET_TIMEOUT)) },
        _ => this,
    };
}
