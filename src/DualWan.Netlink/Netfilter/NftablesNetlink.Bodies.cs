using static DualWan.Netlink.Interop.NftablesConstants;

namespace DualWan.Netlink.Netfilter;

/// <content>Rules with their expressions.</content>
internal sealed partial class NftablesNetlink
{
    /// <summary>Rules of one table in their order, with what they do.</summary>
    public IReadOnlyList<NftRuleBody> ListRuleBodies(NftFamily family, string table)
    {
        Begin(NFT_MSG_GETRULE, family).Text(NFTA_RULE_TABLE, table);
        return Dump(_writer, NftRuleBody.Parse, "list rules");
    }
}
