using DualWan.Netlink.Conversation;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.NftablesConstants;

namespace DualWan.Netlink.Netfilter;

/// <summary>
/// Listens to changes of the ruleset. The generation event that closes a transaction names the process, so that an
/// agent knows its own work.
/// </summary>
internal sealed class NftablesMonitor(INetlinkTransport transport) : NetlinkMonitor<NftNotification>(transport)
{
    protected override NftNotification Overrun => new(NftObjectKind.Overrun, false);

    /// <summary>Subscribes in the network namespace of this thread; the buffer in bytes.</summary>
    public static NftablesMonitor Open(int receiveBuffer = DefaultReceiveBuffer) => new(NetlinkSocket.Open(
        NetlinkConstants.NETLINK_NETFILTER, [NetfilterConstants.NFNLGRP_NFTABLES], receiveBuffer));

    // In every one of these the table is attribute 1, and the name 2 but for a chain (3) and an element (its set, 2).
    protected override NftNotification? Decode(NetlinkMessage message) => message.Type switch
    {
        NFT_MSG_NEWTABLE or NFT_MSG_DELTABLE => Named(NftObjectKind.Table, message, NFTA_TABLE_NAME),
        NFT_MSG_NEWCHAIN or NFT_MSG_DELCHAIN => Named(NftObjectKind.Chain, message, NFTA_CHAIN_NAME),
        NFT_MSG_NEWRULE or NFT_MSG_DELRULE => Named(NftObjectKind.Rule, message, NFTA_RULE_CHAIN),
        NFT_MSG_NEWSET or NFT_MSG_DELSET => Named(NftObjectKind.Set, message, NFTA_SET_NAME),
        NFT_MSG_NEWSETELEM or NFT_MSG_DELSETELEM => Named(NftObjectKind.Element, message, NFTA_SET_ELEM_LIST_SET),
        NFT_MSG_NEWOBJ or NFT_MSG_DELOBJ => Named(NftObjectKind.Object, message, NFTA_OBJ_NAME),
        NFT_MSG_NEWGEN => new NftNotification(NftObjectKind.Generation, false)
        {
            Generation = NftGeneration.Parse(message.Payload),
        },
        _ => null,
    };

    private static NftNotification Named(NftObjectKind kind, in NetlinkMessage message, ushort nameAttribute)
    {
        var payload = message.Payload;
        var family = (NftFamily)NfHeader.Take(ref payload);
        var (table, name) = ("", "");
        var reader = new NetlinkAttributeReader(payload);
        while (reader.Read())
        {
            if (reader.Type == NFTA_RULE_TABLE)
                table = reader.Text();
            if (reader.Type == nameAttribute)
                name = reader.Text();
        }

        return new NftNotification(kind, IsRemoval(message.Type)) { Family = family, Table = table, Name = name };
    }

    private static bool IsRemoval(ushort type) => type is NFT_MSG_DELTABLE or NFT_MSG_DELCHAIN or NFT_MSG_DELRULE
        or NFT_MSG_DELSET or NFT_MSG_DELSETELEM or NFT_MSG_DELOBJ;
}
