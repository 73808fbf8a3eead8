namespace DualWan.Lab.Topology;

/// <summary>What lies between the router's interface and the ISP's.</summary>
internal enum LinkKind
{
    /// <summary>One cable: a link that goes down at the ISP's end takes the router's carrier.</summary>
    Direct,

    /// <summary>A switch, modem or ONT of its own (a bridge in a namespace): carrier stays (T-30).</summary>
    Switched,

    /// <summary>One segment for every uplink of this kind: the ARP flux case (T-11, K row 26).</summary>
    Shared,

    /// <summary>
    /// No ARP and no gateway address, the peer is everything: what a PPP line looks like to routing (T-12).
    /// </summary>
    PointToPoint,
}
