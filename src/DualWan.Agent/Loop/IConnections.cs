using DualWan.Netlink.Conntrack;

namespace DualWan.Agent.Loop;

/// <summary>What the loop does with connection tracking beyond flushing by mark (which is a kernel
/// operation).</summary>
internal interface IConnections
{
    /// <summary>Remembers the established TCP connections with this pin, before a flush forgets them.</summary>
    void ListReceivers(string uplink, uint mark, uint mask);

    /// <summary>Sends each remembered inside host one bare ACK, paced, in the background.</summary>
    void PokeReceivers(string uplink);

    /// <summary>Forgets those connections with this pin (mask 0: with any or none) for which <paramref name="which"/>
    /// says so; returns how many.</summary>
    int Forget(uint mark, uint mask, Func<ConntrackFlow, bool> which);

    /// <summary>Goes through the code that the first receivers of a dead line would meet cold; sends nothing.</summary>
    void Rehearse();
}
