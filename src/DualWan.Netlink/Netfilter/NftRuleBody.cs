using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.NftablesConstants;

namespace DualWan.Netlink.Netfilter;

/// <summary>A rule with its expressions, for whoever wants to know what it does.</summary>
/// <param name="Comment">Null where it has none.</param>
internal sealed record NftRuleBody(string Chain, string? Comment, IReadOnlyList<NftExpression> Expressions)
{
    public static NftRuleBody Parse(ReadOnlySpan<byte> payload)
    {
        NfHeader.Take(ref payload);
        var (chain, comment) = ("", default(string));
        var expressions = new List<NftExpression>();
        var reader = new NetlinkAttributeReader(payload);
        while (reader.Read())
        {
            switch (reader.Type)
            {
                case NFTA_RULE_CHAIN:
                    chain = reader.Text();
                    break;
                case NFTA_RULE_USERDATA:
                    comment = NftUserData.Comment(reader.Value);
                    break;
                case NFTA_RULE_EXPRESSIONS:
                    Read(reader.Nested, expressions);
                    break;
            }
        }

        return new NftRuleBody(chain, comment, expressions);
    }

    private static void Read(NetlinkAttributeReader list, List<NftExpression> expressions)
    {
        while (list.Read())
        {
            if (list.Type != NFTA_LIST_ELEM)
                continue;
            var name = "";
            byte[] data = [];
            var one = list.Nested;
            while (one.Read())
            {
                if (one.Type == NFTA_EXPR_NAME)
                    name = one.Text();
                else if (one.Type == NFTA_EXPR_DATA)
                    data = one.Value.ToArray();
            }

            expressions.Add(new NftExpression(name, data));
        }
    }
}
