using DualWan.Netlink.Interop;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.ConntrackConstants;

namespace DualWan.Netlink.Conntrack;

/// <summary>One tracked connection.</summary>
internal sealed record ConntrackFlow
{
    public required ConntrackTuple Original { get; init; }

    public ConntrackTuple Reply { get; init; }

    public ConntrackStatus Status { get; init; }

    /// <summary>Until the entry ends if nothing more comes.</summary>
    public uint TimeoutSeconds { get; init; }

    public uint Mark { get; init; }

    /// <summary>None for what is not TCP.</summary>
    public TcpState TcpState { get; init; }

    public FlowCounters OriginalCounters { get; init; }

    public FlowCounters ReplyCounters { get; init; }

    public ushort Zone { get; init; }

    /// <summary>The kernel's id of the entry: a later connection with the same tuple has another. 0 where
    /// unknown.</summary>
    public uint Id { get; init; }

    public static ConntrackFlow Parse(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < NfHeader.Size)
            ThrowHelper.StructSize(nameof(nfgenmsg), payload.Length, NfHeader.Size);
        var flow = new ConntrackFlow { Original = default };
        var reader = new NetlinkAttributeReader(payload[NfHeader.Size..]);
        while (reader.Read())
            flow = flow.With(reader);
        if (flow.Original.Source.Family == 0)
            ThrowHelper.Invalid(nameof(CTA_TUPLE_ORIG), "missing");
        return flow;
    }

    /// <summary>The mark alone, without building the value; 0 where there is none.</summary>
    public static uint ParseMark(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < NfHeader.Size)
            ThrowHelper.StructSize(nameof(nfgenmsg), payload.Length, NfHeader.Size);
        var reader = new NetlinkAttributeReader(payload[NfHeader.Size..]);
        while (reader.Read())
        {
            if (reader.Type == CTA_MARK)
                return reader.UInt32BigEndian(nameof(CTA_MARK));
        }

        return 0;
    }

    private ConntrackFlow With(NetlinkAttributeReader reader) => reader.Type switch
    {
        CTA_TUPLE_ORIG => this with { Original = ConntrackTuple.Parse(reader.Nested) },
        CTA_TUPLE_REPLY => this with { Reply = ConntrackTuple.Parse(reader.Nested) },
        CTA_STATUS => this with { Status = (ConntrackStatus)reader.UInt32BigEndian(nameof(CTA_STATUS)) },
        CTA_TIMEOUT => this with { TimeoutSeconds = reader.UInt32BigEndian(nameof(CTA_TIMEOUT)) },
        CTA_MARK => this with { Mark = reader.UInt32BigEndian(nameof(CTA_MARK)) },
        CTA_PROTOINFO => this with { TcpState = ParseTcpState(reader.Nested) },
        CTA_COUNTERS_ORIG => this with { OriginalCounters = ParseCounters(reader.Nested) },
        CTA_COUNTERS_REPLY => this with { ReplyCounters = ParseCounters(reader.Nested) },
        CTA_ZONE => this with { Zone = reader.UInt16BigEndian(nameof(CTA_ZONE)) },
        CTA_ID => this with { Id = reader.UInt32BigEndian(nameof(CTA_ID)) },
        _ => this,
    };

    private static TcpState ParseTcpState(NetlinkAttributeReader reader)
    {
        var state = TcpState.None;
        while (reader.Read())
        {
            if (reader.Type == CTA_PROTOINFO_TCP)
                state = ParseTcp(reader.Nested);
        }

        return state;
    }

    private static TcpState ParseTcp(NetlinkAttributeReader reader)
    {
        var state = TcpState.None;
        while (reader.Read())
        {
            if (reader.Type == CTA_PROTOINFO_TCP_STATE)
                state = (TcpState)reader.UInt8(nameof(CTA_PROTOINFO_TCP_STATE));
        }

        return state;
    }

    private static FlowCounters ParseCounters(NetlinkAttributeReader reader)
    {
        var counters = default(FlowCounters);
        while (reader.Read())
        {
            if (reader.Type == CTA_COUNTERS_PACKETS)
                counters = counters with { Packets = reader.UInt64BigEndian(nameof(CTA_COUNTERS_PACKETS)) };
            else if (reader.Type == CTA_COUNTERS_BYTES)
                counters = counters with { Bytes = reader.UInt64BigEndian(nameof(CTA_COUNTERS_BYTES)) };
        }

        return counters;
    }
}
