using DualWan.Core.Compilation;
using DualWan.Core.Failover;
using DualWan.Core.Health;
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

    /// <summary>No interface can have a name with a slash.</summary>
    private const string NoInterface = "dualwan/none";

    private void Rehearse()
    {
        // What was just applied: against an empty kernel the plan would be another one than a failover's.
        _snapshot = ReadKernel(_config.Config, elements: false);
        for (var i = 0; i < Rehearsals; i++)
        {
            RehearseMachine();
            foreach (var worker in _workers)
            {
                RehearseDecision(Turned(worker, down: true));
                RehearseDecision(Turned(worker, down: false));
                RehearseDecision(WithoutAddress(worker));
            }

            RehearseKernel();
            _publishAt = TimeSpan.Zero;
            PublishIfDue(Now);
        }

        _publishAt = TimeSpan.Zero;
    }

    private Observations Turned(UplinkWorker worker, bool down)
    {
        var observations = Observe();
        return observations with
        {
            Uplinks =
            [
                .. observations.Uplinks.Select(one => one.Name == worker.Name
                    ? one with { Forwards = !down, AcceptsNew = !down }
                    : one),
            ],
        };
    }

    /// <summary>As where a lease ends: rules and routes of the address go too.</summary>
    private Observations WithoutAddress(UplinkWorker worker)
    {
        var observations = Turned(worker, down: true);
        return observations with
        {
            Addresses = [.. observations.Addresses.Where(one => one.LinkIndex != worker.InterfaceIndex)],
            Uplinks =
            [
                .. observations.Uplinks.Select(one => one.Name == worker.Name ? one with { IPv4 = null } : one),
            ],
        };
    }

    private void RehearseDecision(Observations observations)
    {
        var compiled = Compiler.Compile(new CompileInput(_prepared, observations));
        var (urgent, removals) = Reconciler.Plan(compiled.State, _snapshot, _context).CutRemovals();
        foreach (var operation in urgent.Operations)
            _ = OperationText.Of(operation);
        foreach (var operation in removals.Operations)
            _ = OperationText.Of(operation);
    }

    /// <summary>A machine of its own: each line dies and returns, and nobody carries out what it decides.</summary>
    private void RehearseMachine()
    {
        var machine = new FailoverMachine();
        var now = Now;
        machine.Handle(Configured(_config.Config, _services.State.State), now);
        foreach (var worker in _workers)
            machine.Handle(new FailoverEvent.HealthReported(worker.Name, Verdict(HealthVerdict.Up)), now);
        foreach (var worker in _workers)
        {
            machine.Handle(new FailoverEvent.HealthReported(worker.Name, Verdict(HealthVerdict.Down)), now);
            machine.Handle(FailoverEvent.Tick.Instance, now);
            machine.Handle(new FailoverEvent.HealthReported(worker.Name, Verdict(HealthVerdict.Up)), now);
        }
    }

    private static HealthReport Verdict(HealthVerdict verdict) => HealthReport.Unknown with
    {
        Verdict = verdict,
        Cause = verdict == HealthVerdict.Down ? HealthCause.MonitorsFailed : HealthCause.None,
    };

    /// <summary>A group of a nexthop that does not exist is refused; no connection has the mark; no interface has
    /// the name; no uplink has no name.</summary>
    private void RehearseKernel()
    {
        var missing = NextHopIds.NextHop(IpFamily.IPv4, NextHopIds.RehearsalIndex);
        var group = NextHopIds.Preferred(IpFamily.IPv4, 0xfff, 0xf);
        _kernel.Apply(new ReconcilePlan(
        [
            new KernelOperation.PutGroup(new KernelNextHopGroup(group, [new KernelGroupMember(missing, 1)]),
                Replace: true),
            new KernelOperation.DeleteNextHop(missing),
            new KernelOperation.DisarmResets(NoInterface),
            new KernelOperation.FlushPins(0x1f00_0000, MarkLayout.Mask),
        ]));
        _connections.ListReceivers("", 0x1f00_0000, MarkLayout.Mask);
        _connections.PokeReceivers("");
        _connections.Rehearse();
    }
}
