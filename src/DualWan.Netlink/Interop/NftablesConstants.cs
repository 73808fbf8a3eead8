namespace DualWan.Netlink.Interop;

/// <summary>include/uapi/linux/netfilter/nf_tables.h</summary>
internal static class NftablesConstants
{
    private const ushort Subsystem = NetfilterConstants.NFNL_SUBSYS_NFTABLES << 8;

    public const ushort NFT_MSG_NEWTABLE = Subsystem;
    public const ushort NFT_MSG_GETTABLE = Subsystem | 1;
    public const ushort NFT_MSG_DELTABLE = Subsystem | 2;
    public const ushort NFT_MSG_NEWCHAIN = Subsystem | 3;
    public const ushort NFT_MSG_GETCHAIN = Subsystem | 4;
    public const ushort NFT_MSG_DELCHAIN = Subsystem | 5;
    public const ushort NFT_MSG_NEWRULE = Subsystem | 6;
    public const ushort NFT_MSG_GETRULE = Subsystem | 7;
    public const ushort NFT_MSG_DELRULE = Subsystem | 8;
    public const ushort NFT_MSG_NEWSET = Subsystem | 9;
    public const ushort NFT_MSG_GETSET = Subsystem | 10;
    public const ushort NFT_MSG_DELSET = Subsystem | 11;
    public const ushort NFT_MSG_NEWSETELEM = Subsystem | 12;
    public const ushort NFT_MSG_GETSETELEM = Subsystem | 13;
    public const ushort NFT_MSG_DELSETELEM = Subsystem | 14;
    public const ushort NFT_MSG_NEWGEN = Subsystem | 15;
    public const ushort NFT_MSG_GETGEN = Subsystem | 16;
    public const ushort NFT_MSG_NEWOBJ = Subsystem | 18;
    public const ushort NFT_MSG_GETOBJ = Subsystem | 19;
    public const ushort NFT_MSG_DELOBJ = Subsystem | 20;

    public const ushort NFTA_TABLE_NAME = 1;
    public const ushort NFTA_TABLE_FLAGS = 2;
    public const ushort NFTA_TABLE_HANDLE = 4;
    public const ushort NFTA_TABLE_USERDATA = 6;

    public const ushort NFTA_CHAIN_TABLE = 1;
    public const ushort NFTA_CHAIN_HANDLE = 2;
    public const ushort NFTA_CHAIN_NAME = 3;
    public const ushort NFTA_CHAIN_HOOK = 4;
    public const ushort NFTA_CHAIN_POLICY = 5;
    public const ushort NFTA_CHAIN_TYPE = 7;
    public const ushort NFTA_CHAIN_USERDATA = 12;
    public const ushort NFTA_HOOK_HOOKNUM = 1;
    public const ushort NFTA_HOOK_PRIORITY = 2;

    public const ushort NFTA_RULE_TABLE = 1;
    public const ushort NFTA_RULE_CHAIN = 2;
    public const ushort NFTA_RULE_HANDLE = 3;
    public const ushort NFTA_RULE_EXPRESSIONS = 4;
    public const ushort NFTA_RULE_USERDATA = 7;

    public const ushort NFTA_SET_TABLE = 1;
    public const ushort NFTA_SET_NAME = 2;
    public const ushort NFTA_SET_FLAGS = 3;
    public const ushort NFTA_SET_KEY_TYPE = 4;
    public const ushort NFTA_SET_KEY_LEN = 5;
    public const ushort NFTA_SET_DATA_TYPE = 6;
    public const ushort NFTA_SET_DATA_LEN = 7;
    public const ushort NFTA_SET_TIMEOUT = 11;
    public const ushort NFTA_SET_HANDLE = 16;

    public const ushort NFTA_SET_ELEM_LIST_TABLE = 1;
    public const ushort NFTA_SET_ELEM_LIST_SET = 2;
    public const ushort NFTA_SET_ELEM_LIST_ELEMENTS = 3;
    public const ushort NFTA_LIST_ELEM = 1;

    public const ushort NFTA_SET_ELEM_KEY = 1;
    public const ushort NFTA_SET_ELEM_DATA = 2;
    public const ushort NFTA_SET_ELEM_FLAGS = 3;
    public const ushort NFTA_SET_ELEM_TIMEOUT = 4;
    public const ushort NFTA_SET_ELEM_EXPIRATION = 5;
    public const ushort NFTA_SET_ELEM_USERDATA = 6;
    public const ushort NFTA_SET_ELEM_KEY_END = 10;

    public const ushort NFTA_DATA_VALUE = 1;
    public const ushort NFTA_DATA_VERDICT = 2;
    public const ushort NFTA_VERDICT_CODE = 1;
    public const ushort NFTA_VERDICT_CHAIN = 2;

    public const uint NFT_SET_ELEM_INTERVAL_END = 1;

    public const int NFT_JUMP = -3;
    public const int NFT_GOTO = -4;

    public const ushort NFTA_OBJ_TABLE = 1;
    public const ushort NFTA_OBJ_NAME = 2;
    public const ushort NFTA_OBJ_TYPE = 3;
    public const ushort NFTA_OBJ_DATA = 4;
    public const uint NFT_OBJECT_COUNTER = 1;
    public const ushort NFTA_COUNTER_BYTES = 1;
    public const ushort NFTA_COUNTER_PACKETS = 2;

    public const ushort NFTA_GEN_ID = 1;
    public const ushort NFTA_GEN_PROC_PID = 2;
    public const ushort NFTA_GEN_PROC_NAME = 3;

    public const ushort NFTA_EXPR_NAME = 1;
    public const ushort NFTA_EXPR_DATA = 2;
    public const ushort NFTA_LOOKUP_SET = 1;
    public const ushort NFTA_DYNSET_SET_NAME = 1;
    public const ushort NFTA_DYNSET_EXPR = 7;
    public const ushort NFTA_DYNSET_EXPRESSIONS = 10;
    public const ushort NFTA_OBJREF_SET_NAME = 4;
    public const ushort NFTA_QUOTA_CONSUMED = 4;

    // struct nftnl_udata (libnftnl): what nft itself writes into the user data of its objects; type 0 is the comment
    // of a rule, a set element and a table.
    public const byte NFTNL_UDATA_COMMENT = 0;
}
