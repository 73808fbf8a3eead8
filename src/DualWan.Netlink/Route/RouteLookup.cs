using DualWan.Core.Net;

namespace DualWan.Netlink.Route;

/// <summary>A question to the kernel: which way would this packet go (<c>ip route get</c>)?</summary>
internal sealed record RouteLookup(IpAddress Destination)
{
    public IpAddress? Source { get; init; }

    public uint Mark { get; init; }

    /// <summary>Index of the interface it comes in by; 0 for the router's own packets.</summary>
    public int InInterface { get; init; }

    /// <summary>Index of the interface the socket is bound to; 0 for none.</summary>
    public int OutInterface { get; init; }

    public byte IpProtocol { get; init; }

    public ushort SourcePort { get; init; }

    public ushort DestinationPort { get; init; }

    /// <summary>Answer with the entry of the table that matched, not with the route made from it.</summary>
    public bool MatchedEntry { get; init; }
}
