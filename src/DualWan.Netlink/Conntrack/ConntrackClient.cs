using System.Diagnostics;
using System.Runtime.InteropServices;
using DualWan.Core.Net;
using DualWan.Netlink.Conversation;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.ConntrackConstants;

namespace DualWan.Netlink.Conntrack;

/// <summary>
/// ctnetlink of one namespace: lists, counts, flushes and marks tracked connections. Synchronous, one caller at a time.
/// </summary>
internal sealed class ConntrackClient(NetlinkConnection connection) : IDisposable
{
    private readonly NetlinkMessageWriter _writer = new();

    /// <summary>Opens a socket in the network namespace of this thread.</summary>
    public static ConntrackClient Open() => new(NetlinkConnection.Open(NetlinkConstants.NETLINK_NETFILTER));

    public void Dispose() => connection.Dispose();

    /// <summary>An entry as if it came from a dump, by the code that reads dumps; the kernel is not asked.</summary>
    public static ConntrackFlow Rehearse(ConntrackTuple tuple)
    {
        var writer = new NetlinkMessageWriter();
        ConntrackCodec.WriteDelete(writer, new ConntrackFlow { Original = tuple });
        return ConntrackFlow.Parse(writer.Written[NetlinkConstants.NLMSG_HDRLEN..]);
    }

    /// <summary>The entries with a mark, of one IP protocol where it is not 0; the kernel filters, and what an old one
    /// lets through is dropped here.</summary>
    public IReadOnlyList<ConntrackFlow> Dump(MarkFilter filter, IpFamily? family = null, byte protocol = 0)
    {
        // The kernel takes a protocol with a family only.
        if (protocol != 0 && family is null)
            return [.. Dump(filter, IpFamily.IPv4, protocol), .. Dump(filter, IpFamily.IPv6, protocol)];
        var flows = new List<ConntrackFlow>();
        ConntrackCodec.WriteDump(_writer.Clear(), filter, family, protocol);
        connection.Dump(_writer, Collect, flows.Clear, "list connections");
        return flows;

        void Collect(NetlinkMessage message)
        {
            if (!filter.Matches(ConntrackFlow.ParseMark(message.Payload)))
                return;
            var flow = ConntrackFlow.Parse(message.Payload);
            if (protocol == 0 || flow.Original.Protocol == protocol)
                flows.Add(flow);
        }
    }

    /// <summary>Counts the entries for each value that their mark has under <paramref name="mask"/>; nothing is
    /// allocated for an entry. <paramref name="filter"/> narrows what is counted.</summary>
    public IReadOnlyDictionary<uint, int> CountByMark(uint mask, MarkFilter filter = default)
    {
        var counts = new Dictionary<uint, int>();
        ConntrackCodec.WriteDump(_writer.Clear(), filter, null);
        connection.Dump(_writer, Count, counts.Clear, "count connections");
        return counts;

        void Count(NetlinkMessage message)
        {
            var mark = ConntrackFlow.ParseMark(message.Payload);
            if (filter.Matches(mark))
                CollectionsMarshal.GetValueRefOrAddDefault(counts, mark & mask, out _)++;
        }
    }

    /// <summary>Deletes every entry of both families with the mark: one message, however many there are.</summary>
    public void Flush(MarkFilter filter)
    {
        ConntrackCodec.WriteFlush(_writer.Clear(), filter);
        ExecuteDeletes()[0].ThrowIfFailed($"flush connections with mark {filter.Value:x8}/{filter.Mask:x8}");
    }

    /// <summary>False where the entry was gone already.</summary>
    public bool Delete(ConntrackFlow flow)
    {
        ConntrackCodec.WriteDelete(_writer.Clear(), flow);
        var ack = ExecuteDeletes()[0];
        if (ack.Is(Errno.ENOENT))
            return false;
        ack.ThrowIfFailed("delete connection");
        return true;
    }

    /// <summary>Writes the bits under <paramref name="mark"/>'s mask into each entry; returns how many were still
    /// there.</summary>
    public int UpdateMarks(IReadOnlyList<ConntrackFlow> flows, MarkFilter mark)
    {
        _writer.Clear();
        foreach (var flow in flows)
            ConntrackCodec.WriteMarkUpdate(_writer, flow, mark);
        var updated = 0;
        foreach (var ack in connection.Execute(_writer))
        {
            if (!ack.Is(Errno.ENOENT))
                ack.ThrowIfFailed("update connection mark");
            updated += ack.Succeeded ? 1 : 0;
        }

        return updated;
    }

    public ConntrackStatistics ReadStatistics()
    {
        var statistics = default(ConntrackStatistics);
        _writer.Clear().Begin(IPCTNL_MSG_CT_GET_STATS, 0);
        NfHeader.Write(_writer, NetfilterConstants.NFPROTO_UNSPEC);
        _writer.End();
        connection.Query(_writer, message => statistics = ParseStatistics(message.Payload))
            .ThrowIfFailed("read connection statistics");
        return statistics;
    }

    private static ConntrackStatistics ParseStatistics(ReadOnlySpan<byte> payload)
    {
        var statistics = default(ConntrackStatistics);
        NfHeader.Take(ref payload);
        var reader = new NetlinkAttributeReader(payload);
        while (reader.Read())
        {
            if (reader.Type == CTA_STATS_GLOBAL_ENTRIES)
                statistics = statistics with { Entries = reader.UInt32BigEndian(nameof(CTA_STATS_GLOBAL_ENTRIES)) };
            else if (reader.Type == CTA_STATS_GLOBAL_MAX_ENTRIES)
                statistics = statistics with { Maximum = reader.UInt32BigEndian(nameof(CTA_STATS_GLOBAL_MAX_ENTRIES)) };
        }

        return statistics;
    }

    /// <summary>The last look before anything is deleted: a request that an old kernel would read as "all" ends
    /// here.</summary>
    private NetlinkAck[] ExecuteDeletes()
    {
        var reader = new NetlinkMessageReader(_writer.Written);
        while (reader.Read(out var message))
        {
            if (!ConntrackCodec.IsBoundedDelete(message.Payload))
                throw new UnreachableException("a conntrack deletion with neither a tuple nor a mark and a mask");
        }

        return connection.Execute(_writer);
    }
}
