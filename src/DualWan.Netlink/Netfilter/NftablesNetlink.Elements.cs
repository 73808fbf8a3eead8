using DualWan.Core.Net;
using DualWan.Netlink.Conversation;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.NftablesConstants;

namespace DualWan.Netlink.Netfilter;

/// <content>Elements of sets.</content>
internal sealed partial class NftablesNetlink
{
    /// <summary>
    /// Commits the transactions of a batch, in order. With <paramref name="generation"/> (what the batch was computed
    /// from) another's change in between is refused as ERESTART; without it, the kernel is asked again and the
    /// transaction repeated.
    /// </summary>
    /// <exception cref="NetlinkException">Refused; transactions before the refused one are in.</exception>
    public void Commit(SetElementBatch batch, uint? generation = null)
    {
        foreach (var transaction in batch.Close())
        {
            var ack = Commit(transaction, generation);
            ack.ThrowIfFailed("change set elements");
            // Our own transaction counts too.
            generation += 1;
        }
    }

    /// <summary>Hands every element to <paramref name="handler"/>; <paramref name="restart"/> is called where the dump
    /// begins again and what was seen must be forgotten. A set that does not exist has none.</summary>
    public void ForEachElement(
        NftFamily family, string table, string set, NftSetElementHandler handler, Action restart)
    {
        Begin(NFT_MSG_GETSETELEM, family).Text(NFTA_SET_ELEM_LIST_TABLE, table);
        _writer.Text(NFTA_SET_ELEM_LIST_SET, set);
        _writer.End();
        try
        {
            connection.Dump(_writer, Unpack, restart, "list set elements");
        }
        catch (NetlinkException e) when (e.Is(Errno.ENOENT))
        {
            restart();
        }

        void Unpack(NetlinkMessage message) => ForEach(message.Payload, handler);
    }

    /// <summary>The addresses of an interval set, as sorted ranges.</summary>
    public IReadOnlyList<IpRange> ReadRanges(NftFamily family, string table, string set)
    {
        var builder = new RangeBuilder();
        ForEachElement(family, table, set, builder.Add, builder.Clear);
        return builder.Build();
    }

    /// <summary>A digest of what a set holds that does not depend on the order, for the anonymous sets of a
    /// rule.</summary>
    public ulong DigestElements(NftFamily family, string table, string set)
    {
        var sum = 0ul;
        ForEachElement(family, table, set, element => sum += Digest(element), () => sum = 0);
        return sum;
    }

    private NetlinkAck Commit(NetlinkMessageWriter transaction, uint? generation)
    {
        var ack = default(NetlinkAck);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            SetElementBatch.SetGeneration(transaction, generation ?? ReadGeneration().Id);
            ack = connection.Transact(transaction, out _);
            if (generation is not null || !ack.Is(Errno.ERESTART))
                break;
        }

        return ack;
    }

    /// <summary>Unpacks one message; nft numbers its elements, the kernel doesn't, so their type is not looked
    /// at.</summary>
    internal static void ForEach(ReadOnlySpan<byte> payload, NftSetElementHandler handler)
    {
        NfHeader.Take(ref payload);
        var reader = new NetlinkAttributeReader(payload);
        while (reader.Read())
        {
            if (reader.Type != NFTA_SET_ELEM_LIST_ELEMENTS)
                continue;
            var elements = reader.Nested;
            while (elements.Read())
                handler(NftSetElement.Parse(elements.Nested));
        }
    }

    private static ulong Digest(NftSetElement element)
    {
        var hash = new Fnv64();
        hash.Add((ulong)element.Key.Length);
        hash.Add(element.Key);
        hash.Add(element.KeyEnd);
        hash.Add(element.Flags);
        hash.Add(element.Data);
        hash.Add(unchecked((ulong)(element.Verdict ?? int.MaxValue)));
        hash.Add(element.VerdictChain);
        return hash.Value;
    }
}
