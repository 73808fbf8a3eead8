using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.NftablesConstants;

namespace DualWan.Netlink.Netfilter;

/// <summary>One element of a set while it is dumped; it lives as long as the receive buffer.</summary>
internal readonly ref struct NftSetElement
{
    /// <summary>Empty for a catch-all.</summary>
    public ReadOnlySpan<byte> Key { get; init; }

    /// <summary>The inclusive end of a concatenated interval; empty otherwise.</summary>
    public ReadOnlySpan<byte> KeyEnd { get; init; }

    /// <summary>The value of a map; empty for a set and for a verdict.</summary>
    public ReadOnlySpan<byte> Data { get; init; }

    /// <summary>NFT_JUMP, NFT_GOTO, 0 drop, 1 accept; null where the data is no verdict.</summary>
    public int? Verdict { get; init; }

    /// <summary>Where a jump or goto leads, as bytes of UTF-8.</summary>
    public ReadOnlySpan<byte> VerdictChain { get; init; }

    /// <summary>0 for the set's default.</summary>
    public ulong TimeoutMilliseconds { get; init; }

    /// <summary>Time left; 0 where it does not expire.</summary>
    public ulong ExpiresMilliseconds { get; init; }

    public uint Flags { get; init; }

    /// <summary>The first key behind an interval, not an element by itself.</summary>
    public bool IsIntervalEnd => (Flags & NFT_SET_ELEM_INTERVAL_END) != 0;

    public static NftSetElement Parse(NetlinkAttributeReader reader)
    {
        var key = default(ReadOnlySpan<byte>);
        var keyEnd = default(ReadOnlySpan<byte>);
        var data = default(NetlinkAttributeReader);
        var (flags, timeout, expires) = (0u, 0ul, 0ul);
        while (reader.Read())
        {
            switch (reader.Type)
            {
                case NFTA_SET_ELEM_KEY:
                    key = ValueOf(reader.Nested);
                    break;
                case NFTA_SET_ELEM_KEY_END:
                    keyEnd = ValueOf(reader.Nested);
                    break;
                case NFTA_SET_ELEM_DATA:
                    data = reader.Nested;
                    break;
                case NFTA_SET_ELEM_FLAGS:
                    flags = reader.UInt32BigEndian(nameof(NFTA_SET_ELEM_FLAGS));
                    break;
                case NFTA_SET_ELEM_TIMEOUT:
                    timeout = reader.UInt64BigEndian(nameof(NFTA_SET_ELEM_TIMEOUT));
                    break;
                case NFTA_SET_ELEM_EXPIRATION:
                    expires = reader.UInt64BigEndian(nameof(NFTA_SET_ELEM_EXPIRATION));
                    break;
            }
        }

        return WithData(data, key, keyEnd, flags, timeout, expires);
    }

    private static NftSetElement WithData(
        NetlinkAttributeReader data, ReadOnlySpan<byte> key, ReadOnlySpan<byte> keyEnd,
        uint flags, ulong timeout, ulong expires)
    {
        var value = default(ReadOnlySpan<byte>);
        var chain = default(ReadOnlySpan<byte>);
        int? verdict = null;
        while (data.Read())
        {
            if (data.Type == NFTA_DATA_VALUE)
                value = data.Value;
            else if (data.Type == NFTA_DATA_VERDICT)
                verdict = VerdictOf(data.Nested, out chain);
        }

        return new NftSetElement
        {
            Key = key,
            KeyEnd = keyEnd,
            Data = value,
            Verdict = verdict,
            VerdictChain = chain,
            Flags = flags,
            TimeoutMilliseconds = timeout,
            ExpiresMilliseconds = expires,
        };
    }

    private static ReadOnlySpan<byte> ValueOf(NetlinkAttributeReader data)
    {
        var value = default(ReadOnlySpan<byte>);
        while (data.Read())
        {
            if (data.Type == NFTA_DATA_VALUE)
                value = data.Value;
        }

        return value;
    }

    private static int VerdictOf(NetlinkAttributeReader verdict, out ReadOnlySpan<byte> chain)
    {
        var code = 0;
        chain = default;
        while (verdict.Read())
        {
            if (verdict.Type == NFTA_VERDICT_CODE)
                code = (int)verdict.UInt32BigEndian(nameof(NFTA_VERDICT_CODE));
            else if (verdict.Type == NFTA_VERDICT_CHAIN)
                chain = verdict.Value.TrimEnd((byte)0);
        }

        return code;
    }
}
