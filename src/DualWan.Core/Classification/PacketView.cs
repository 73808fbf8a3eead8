using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Core.Classification;

/// <summary>What the classifier can see of a packet.</summary>
internal sealed record PacketView
{
    public required IpAddress Source { get; init; }

    /// <summary>Of the same family as the source.</summary>
    public required IpAddress Destination { get; init; }

    /// <summary>The transport protocol's number.</summary>
    public byte Protocol { get; init; } = 6;

    /// <summary>Meaningless for protocols without ports.</summary>
    public ushort SourcePort { get; init; }

    public ushort DestinationPort { get; init; }

    /// <summary>Null for what the router itself sends (PR-04).</summary>
    public string? InInterface { get; init; }

    public byte Dscp { get; init; }

    /// <summary>One of the types (MM-03).</summary>
    public AddressTypes SourceType { get; init; } = AddressTypes.Unicast;

    public AddressTypes DestinationType { get; init; } = AddressTypes.Unicast;

    public ConnectionStates State { get; init; } = ConnectionStates.New;

    public IpFamily Family => Source.Family;

    public bool HasPorts => PortProtocols.Contains(Protocol);
}
