namespace DualWan.Netlink.Wire;

/// <summary>One message of a datagram; it lives as long as the receive buffer it looks into.</summary>
internal readonly ref struct NetlinkMessage
{
    public NetlinkMessage(ushort type, ushort flags, uint sequence, uint portId, ReadOnlySpan<byte> payload)
    {
        Type = type;
        Flags = flags;
        Sequence = sequence;
        PortId = portId;
        Payload = payload;
    }

    public ushort Type { get; }

    public ushort Flags { get; }

    public uint Sequence { get; }

    /// <summary>nlmsg_pid: the port of the socket that asked, 0 in a notification the kernel made by itself.</summary>
    public uint PortId { get; }

    /// <summary>What follows the header, without the padding to the next message.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    public bool Has(ushort flag) => (Flags & flag) != 0;
}
