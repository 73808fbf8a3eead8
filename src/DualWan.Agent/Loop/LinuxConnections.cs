using DualWan.Kernel;
using DualWan.Kernel.Connections;
using DualWan.Netlink.Conntrack;
using DualWan.Netlink.Conversation;

namespace DualWan.Agent.Loop;

/// <summary>Connection tracking of this network namespace.</summary>
internal sealed class LinuxConnections(LinuxKernel kernel, ConntrackClient conntrack, TimeProvider time) : IConnections
{
    private readonly Dictionary<string, IReadOnlyList<PokeTarget>> _receivers = [];

    public void ListReceivers(string uplink, uint mark, uint mask) =>
        _receivers[uplink] = kernel.Receivers.List(mark, mask);

    public void PokeReceivers(string uplink)
    {
        if (_receivers.Remove(uplink, out var receivers))
            _ = kernel.Receivers.PokeAsync(receivers, time);
    }

    public void Rehearse() => kernel.Receivers.Rehearse(time);

    public int Forget(uint mark, uint mask, Func<ConntrackFlow, bool> which)
    {
        var forgotten = 0;
        foreach (var flow in conntrack.Dump(new MarkFilter(mark, mask)))
        {
            if (which(flow) && Delete(flow))
                forgotten++;
        }

        return forgotten;
    }

    /// <summary>One that has ended meanwhile is none to be forgotten.</summary>
    private bool Delete(ConntrackFlow flow)
    {
        try
        {
            return conntrack.Delete(flow);
        }
        catch (NetlinkException)
        {
            return false;
        }
    }
}
