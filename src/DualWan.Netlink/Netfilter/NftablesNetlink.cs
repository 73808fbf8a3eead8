using DualWan.Netlink.Conversation;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.NftablesConstants;

namespace DualWan.Netlink.Netfilter;

/// <summary>
/// nf_tables of one namespace by our own messages: reads everything back and changes set elements. Chains and rules are
/// written by <see cref="NftablesContext"/>. Lists are of one moment each; to read several of one moment, compare
/// <see cref="ReadGeneration"/> before and after. Synchronous, one caller at a time.
/// </summary>
internal sealed partial class NftablesNetlink(NetlinkConnection connection) : IDisposable
{
    /// <summary>Attempts at a transaction that another one overtakes (ERESTART).</summary>
    public const int MaxAttempts = 8;

    private readonly NetlinkMessageWriter _writer = new();

    private delegate T? Parser<T>(ReadOnlySpan<byte> payload)
        where T : class;

    /// <summary>Opens a socket in the network namespace of this thread.</summary>
    public static NftablesNetlink Open() => new(NetlinkConnection.Open(NetlinkConstants.NETLINK_NETFILTER));

    public void Dispose() => connection.Dispose();

    public NftGeneration ReadGeneration()
    {
        var found = new NftGeneration(0, 0, "");
        Begin(NFT_MSG_GETGEN, NftFamily.Any).End();
        connection.Query(_writer, Take).ThrowIfFailed("read nf_tables generation");
        return found;

        void Take(NetlinkMessage message)
        {
            if (message.Type == NFT_MSG_NEWGEN)
                found = NftGeneration.Parse(message.Payload);
        }
    }

    public IReadOnlyList<NftTable> ListTables(NftFamily family = NftFamily.Any) =>
        Dump(Begin(NFT_MSG_GETTABLE, family), NftTable.Parse, "list tables");

    /// <summary>Chains of one table; empty where it does not exist.</summary>
    public IReadOnlyList<NftChain> ListChains(NftFamily family, string table) =>
        // The kernel narrows chains to a family, not to a table.
        [.. Dump(Begin(NFT_MSG_GETCHAIN, family), NftChain.Parse, "list chains").Where(c => c.Table == table)];

    /// <summary>Rules of one table, or of one chain of it, in their order.</summary>
    public IReadOnlyList<NftRule> ListRules(NftFamily family, string table, string? chain = null)
    {
        Begin(NFT_MSG_GETRULE, family).Text(NFTA_RULE_TABLE, table);
        if (chain is not null)
            _writer.Text(NFTA_RULE_CHAIN, chain);
        return Dump(_writer, NftRule.Parse, "list rules");
    }

    /// <summary>Sets and maps of one table, the anonymous ones too.</summary>
    public IReadOnlyList<NftSet> ListSets(NftFamily family, string table)
    {
        Begin(NFT_MSG_GETSET, family).Text(NFTA_SET_TABLE, table);
        return Dump(_writer, NftSet.Parse, "list sets");
    }

    /// <summary>Named counters of one table.</summary>
    public IReadOnlyList<NftCounter> ListCounters(NftFamily family, string table)
    {
        Begin(NFT_MSG_GETOBJ, family).Text(NFTA_OBJ_TABLE, table);
        _writer.UInt32BigEndian(NFTA_OBJ_TYPE, NFT_OBJECT_COUNTER);
        return [.. Dump(_writer, NftCounter.Parse, "list counters").Where(c => c.Table == table)];
    }

    private NetlinkMessageWriter Begin(ushort type, NftFamily family)
    {
        _writer.Clear().Begin(type, 0);
        NfHeader.Write(_writer, (byte)family);
        return _writer;
    }

    /// <summary>A table or set that does not exist has nothing in it.</summary>
    private List<T> Dump<T>(NetlinkMessageWriter request, Parser<T> parse, string operation)
        where T : class
    {
        request.End();
        var found = new List<T>();
        try
        {
            connection.Dump(request, Collect, found.Clear, operation);
        }
        catch (NetlinkException e) when (e.Is(Errno.ENOENT))
        {
            found.Clear();
        }

        return found;

        void Collect(NetlinkMessage message)
        {
            if (parse(message.Payload) is { } item)
                found.Add(item);
        }
    }
}
