using System.Buffers.Binary;
using DualWan.Core.Net;

namespace DualWan.Kernel.Explaining;

/// <summary>The first packet of a connection on its way through the hooks: what rules read and write of it.</summary>
internal sealed class ExplainedPacket
{
    private const byte Tcp = 6;
    private const byte Icmp = 1;

    public ExplainedPacket(IpAddress source, IpAddress destination, byte protocol, ushort sourcePort, ushort port)
    {
        Source = source;
        Destination = destination;
        Protocol = protocol;
        NetworkHeader = source.Family == IpFamily.IPv4 ? IPv4() : IPv6();
        TransportHeader = Transport(sourcePort, port);
    }

    public IpAddress Source { get; }

    public IpAddress Destination { get; }

    public byte Protocol { get; }

    public string InInterface { get; set; } = "";

    public string OutInterface { get; set; } = "";

    public uint Mark { get; set; }

    public uint ConnectionMark { get; set; }

    /// <summary>RTN_* of the destination: 1 unicast, 2 local, 3 broadcast, 5 multicast.</summary>
    public uint DestinationType { get; set; } = 1;

    /// <summary>What a nat rule made of its source, in words, or null.</summary>
    public string? Translation { get; set; }

    public byte[] NetworkHeader { get; }

    public byte[] TransportHeader { get; }

    private byte[] IPv4()
    {
        var header = new byte[20];
        header[0] = 0x45;
        header[8] = 63;
        header[9] = Protocol;
        Source.WriteTo(header.AsSpan(12));
        Destination.WriteTo(header.AsSpan(16));
        return header;
    }

    private byte[] IPv6()
    {
        var header = new byte[40];
        header[0] = 0x60;
        header[6] = Protocol;
        header[7] = 63;
        Source.WriteTo(header.AsSpan(8));
        Destination.WriteTo(header.AsSpan(24));
        return header;
    }

    /// <summary>A SYN, an echo request, or ports and nothing.</summary>
    private byte[] Transport(ushort sourcePort, ushort port)
    {
        var header = new byte[20];
        if (Protocol == Icmp)
        {
            header[0] = 8;
            return header;
        }

        BinaryPrimitives.WriteUInt16BigEndian(header, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), port);
        if (Protocol == Tcp)
            (header[12], header[13]) = (0x50, 0x02);
        return header;
    }
}
