using DualWan.Core.Compilation;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;

namespace DualWan.Agent.Loop;

/// <content>
/// The first failover must not be the one that compiles the code: before READY both directions of each uplink are gone
/// through, with ids and marks that nothing uses. The kernel refuses or finds nothing; its state does not change.
/// </content>
internal sealed partial class AgentCore
{
    private const int Rehearsals = 3;

    private void Rehearse()
    {
        for (var i = 0; i < Rehearsals; i++)
        {
            foreach (var worker in _workers)
            {
                RehearseDecision(worker, down: true);
                RehearseDecision(worker, down: false);
            }

            RehearseKernel();
            _publishAt = TimeSpan.Zero;
            PublishIfDue(Now);
        }

        _publishAt = TimeSpan.Zero;
    }

    private void RehearseDecision(UplinkWorker worker, bool down)
    {
        var observations = Observe();
        var turned = observations with
        {
            Uplinks =
            [
                .. observations.Uplinks.Select(one => one.Name == worker.Name
                    ? one with { Forwards = !down, AcceptsNew = !down }
                    : one),
            ],
        };
        var compiled = Compiler.Compile(new CompileInput(_prepared, turned));
        foreach (var operation in Reconciler.Plan(compiled.State, _snapshot, _context).Operations)
            _ = OperationText.Of(operation);
    }

    /// <summary>A group of a nexthop that does not exist is refused; no connection has the mark; no uplink has no
    /// name.</summary>
    private void RehearseKernel()
    {
        var missing = NextHopIds.NextHop(IpFamily.IPv4, NextHopIds.RehearsalIndex);
        var group = NextHopIds.Preferred(IpFamily.IPv4, 0xfff, 0xf);
        _kernel.Apply(new ReconcilePlan(
        [
            new KernelOperation.PutGroup(new KernelNextHopGroup(group, [new KernelGroupMember(missing, 1)]),
                Replace: true),
            new KernelOperation.FlushPins(0x1f00_0000, MarkLayout.Mask),
        ]));
        _connections.ListReceivers("", 0x1f00_0000, MarkLayout.Mask);
        _connections.PokeReceivers("");
    }
}
