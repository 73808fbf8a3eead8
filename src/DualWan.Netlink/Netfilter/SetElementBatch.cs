using System.Text;
using DualWan.Core.Net;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.NetfilterConstants;
using static DualWan.Netlink.Interop.NetlinkConstants;
using static DualWan.Netlink.Interop.NftablesConstants;

namespace DualWan.Netlink.Netfilter;

/// <summary>
/// Additions and removals of set elements in one table, packed as tightly as messages allow. Up to
/// <see cref="MaxElements"/> elements make one transaction, all or nothing; more make several. Overlaps in an interval
/// set are the caller's to merge (IpRangeSet.Merge): the kernel refuses them.
/// </summary>
internal sealed class SetElementBatch(NftFamily family, string table)
{
    /// <summary>Elements of one transaction: half a megabyte, inside what an unprivileged send buffer can be raised
    /// to.</summary>
    public const int MaxElements = 16_384;

    // The list of a message is one attribute, whose length has 16 bits; the largest element must still fit behind this.
    private const int MaxMessage = 60_000;

    // nlmsghdr, nfgenmsg and the attribute's header stand before the generation in NFNL_MSG_BATCH_BEGIN.
    private const int GenerationOffset = NLMSG_HDRLEN + NfHeader.Size + NLA_HDRLEN;

    private readonly List<NetlinkMessageWriter> _transactions = [];
    private ushort _type;
    private string? _set;
    private int _list = -1;
    private int _elements;

    /// <summary>Elements so far; an interval counts its closing one.</summary>
    public int Count { get; private set; }

    public void Add(string set, ReadOnlySpan<byte> key, SetElementValue? value = null) =>
        Element(NFT_MSG_NEWSETELEM, set, key, 0, value ?? SetElementValue.None);

    /// <summary>Adds addresses to a set with `flags interval`.</summary>
    public void Add(string set, IpRange range, SetElementValue? value = null) =>
        Range(NFT_MSG_NEWSETELEM, set, range, value ?? SetElementValue.None);

    /// <summary>The kernel refuses the transaction (ENOENT) where the element is not there.</summary>
    public void Delete(string set, ReadOnlySpan<byte> key) =>
        Element(NFT_MSG_DELSETELEM, set, key, 0, SetElementValue.None);

    /// <summary>Removes exactly such an interval as was added.</summary>
    public void Delete(string set, IpRange range) => Range(NFT_MSG_DELSETELEM, set, range, SetElementValue.None);

    /// <summary>The transactions, closed; nothing can be added after.</summary>
    internal IReadOnlyList<NetlinkMessageWriter> Close()
    {
        EndTransaction();
        return _transactions;
    }

    internal static void SetGeneration(NetlinkMessageWriter transaction, uint generation) =>
        transaction.PatchUInt32BigEndian(GenerationOffset, generation);

    private void Range(ushort type, string set, IpRange range, SetElementValue value)
    {
        Span<byte> key = stackalloc byte[16];
        key = key[..range.First.ByteLength];
        // Both ends in one transaction: half an interval would match up to the next one.
        Reserve(type, set, 2);
        range.First.WriteTo(key);
        Write(key, 0, value);
        if (Behind(range.Last) is not { } behind)
            return;
        behind.WriteTo(key);
        Write(key, NFT_SET_ELEM_INTERVAL_END, SetElementValue.None);
    }

    private void Element(ushort type, string set, ReadOnlySpan<byte> key, uint flags, SetElementValue value)
    {
        Reserve(type, set, 1);
        Write(key, flags, value);
    }

    /// <summary>The address that closes an interval; null where it reaches to the end of all addresses.</summary>
    private static IpAddress? Behind(IpAddress last)
    {
        var next = new IpAddress(last.Family, last.Bits + UInt128.One);
        return next > last ? next : null;
    }

    private void Reserve(ushort type, string set, int elements)
    {
        if (_elements + elements > MaxElements)
            EndTransaction();
        if (_elements == 0)
            BeginTransaction();
        var same = _list >= 0 && _type == type && _set == set && _transactions[^1].OpenLength < MaxMessage;
        if (same)
            return;
        EndMessage();
        BeginMessage(type, set);
    }

    private void Write(ReadOnlySpan<byte> key, uint flags, SetElementValue value)
    {
        var writer = _transactions[^1];
        var element = writer.BeginNested(NFTA_LIST_ELEM);
        var nest = writer.BeginNested(NFTA_SET_ELEM_KEY);
        writer.Bytes(NFTA_DATA_VALUE, key);
        writer.EndNested(nest);
        if (flags != 0)
            writer.UInt32BigEndian(NFTA_SET_ELEM_FLAGS, flags);
        WriteValue(writer, value);
        writer.EndNested(element);
        _elements++;
        Count++;
    }

    private static void WriteValue(NetlinkMessageWriter writer, SetElementValue value)
    {
        if (value.Timeout > TimeSpan.Zero)
            writer.UInt64BigEndian(NFTA_SET_ELEM_TIMEOUT, (ulong)value.Timeout.TotalMilliseconds);
        if (value.GotoChain is not null || !value.Data.IsEmpty)
        {
            var data = writer.BeginNested(NFTA_SET_ELEM_DATA);
            if (value.GotoChain is not null)
                WriteGoto(writer, value.GotoChain);
            else
                writer.Bytes(NFTA_DATA_VALUE, value.Data.Span);
            writer.EndNested(data);
        }

        if (value.Comment is not null)
            WriteComment(writer, value.Comment);
    }

    private static void WriteGoto(NetlinkMessageWriter writer, string chain)
    {
        var verdict = writer.BeginNested(NFTA_DATA_VERDICT);
        writer.UInt32BigEndian(NFTA_VERDICT_CODE, unchecked((uint)NFT_GOTO));
        writer.Text(NFTA_VERDICT_CHAIN, chain);
        writer.EndNested(verdict);
    }

    private static void WriteComment(NetlinkMessageWriter writer, string comment)
    {
        var text = Encoding.UTF8.GetBytes(comment + "\0");
        writer.Bytes(NFTA_SET_ELEM_USERDATA, [NFTNL_UDATA_COMMENT, checked((byte)text.Length), .. text]);
    }

    private void BeginTransaction()
    {
        var writer = new NetlinkMessageWriter(64 << 10);
        _transactions.Add(writer);
        writer.Begin(NFNL_MSG_BATCH_BEGIN, 0);
        NfHeader.Write(writer, NFPROTO_UNSPEC, NFNL_SUBSYS_NFTABLES);
        writer.UInt32BigEndian(NFNL_BATCH_GENID, 0);
        writer.End();
    }

    private void EndTransaction()
    {
        if (_elements == 0)
            return;
        EndMessage();
        var writer = _transactions[^1];
        writer.Begin(NFNL_MSG_BATCH_END, 0);
        NfHeader.Write(writer, NFPROTO_UNSPEC, NFNL_SUBSYS_NFTABLES);
        writer.End();
        _elements = 0;
    }

    private void BeginMessage(ushort type, string set)
    {
        (_type, _set) = (type, set);
        var writer = _transactions[^1];
        writer.Begin(type, type == NFT_MSG_NEWSETELEM ? NLM_F_CREATE : (ushort)0);
        NfHeader.Write(writer, (byte)family);
        writer.Text(NFTA_SET_ELEM_LIST_TABLE, table);
        writer.Text(NFTA_SET_ELEM_LIST_SET, set);
        _list = writer.BeginNested(NFTA_SET_ELEM_LIST_ELEMENTS);
    }

    private void EndMessage()
    {
        if (_list < 0)
            return;
        _transactions[^1].EndNested(_list);
        _transactions[^1].End();
        _list = -1;
    }
}
