using DualWan.Core;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.NftablesConstants;

namespace DualWan.Netlink.Netfilter;

/// <summary>
/// A rule as read back: its place, its comment and a digest of what it does. The digest leaves out counters and the
/// kernel's numbers of anonymous sets, so it is the same for the same text loaded again on the same kernel, and differs
/// as soon as somebody edits the rule. What anonymous sets hold is not in it: see <see cref="AnonymousSets"/>.
/// </summary>
internal sealed record NftRule(NftFamily Family, string Table, string Chain, ulong Handle)
{
    public string? Comment { get; init; }

    public ulong Digest { get; init; }

    /// <summary>Names of the sets and maps that the rule brought with it (<c>{ ... }</c> in its text).</summary>
    public EquatableArray<string> AnonymousSets { get; init; }

    public static NftRule Parse(ReadOnlySpan<byte> payload)
    {
        var rule = new NftRule((NftFamily)NfHeader.Take(ref payload), "", "", 0);
        var reader = new NetlinkAttributeReader(payload);
        while (reader.Read())
        {
            rule = reader.Type switch
            {
                NFTA_RULE_TABLE => rule with { Table = reader.Text() },
                NFTA_RULE_CHAIN => rule with { Chain = reader.Text() },
                NFTA_RULE_HANDLE => rule with { Handle = reader.UInt64BigEndian(nameof(NFTA_RULE_HANDLE)) },
                NFTA_RULE_USERDATA => rule with { Comment = NftUserData.Comment(reader.Value) },
                NFTA_RULE_EXPRESSIONS => rule.WithExpressions(reader.Nested),
                _ => rule,
            };
        }

        return rule;
    }

    private NftRule WithExpressions(NetlinkAttributeReader expressions)
    {
        var digest = new ExpressionDigest();
        digest.Expressions(expressions);
        return this with { Digest = digest.Value, AnonymousSets = digest.AnonymousSets.ToEquatableArray() };
    }
}
