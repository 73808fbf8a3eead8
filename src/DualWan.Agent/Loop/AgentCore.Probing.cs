using DualWan.Agent.Hosting;
using DualWan.Core;
using DualWan.Core.Compilation;
using DualWan.Core.Failover;
using DualWan.Core.Health;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using DualWan.Probing;

namespace DualWan.Agent.Loop;

/// <content>Rounds out, answers in.</content>
internal sealed partial class AgentCore
{
    private void ConfigureProbes() => _probes.Configure(
        [.. _workers.Select(static worker => new UplinkProbes(worker.Name, worker.Binding, worker.Monitors, []))]);

    private void AdvanceHealth(TimeSpan now)
    {
        foreach (var worker in _workers)
        {
            if (worker.Health.WantsDeliveryEvidence(now))
                LookForDelivery(worker, now);
            while (worker.Health.Advance(now) is { } round)
                SendRound(worker, round, now);
            Report(worker, now);
        }
    }

    /// <summary>Links may have changed meanwhile without an event: everything is read again.</summary>
    private void NoteSuspend(TimeSpan now)
    {
        if (_suspends.Look() is not { } slept)
            return;
        AgentLog.Suspended(_log, (long)slept.TotalSeconds);
        foreach (var worker in _workers)
            worker.Health.Interrupted(now);
        _auditAt = now;
    }

    private void SendRound(UplinkWorker worker, ProbeRound round, TimeSpan now)
    {
        worker.NoteSent(round);
        if (worker.Link.IsReady)
            _probes.SendRound(worker.Name, round.Number, RoutedFamilies.IPv4);
        else
            worker.Health.NotSent(round.Number, now);
    }

    private void TakeProbe(ProbeResult result)
    {
        if (Find(result.Uplink) is not { } worker || result.Monitor >= worker.Monitors.Count)
            return;
        var now = Now;
        worker.NoteResult(result);
        switch (result.Outcome)
        {
            case ProbeOutcome.Reply:
                worker.Health.Answer(result.Round, result.Monitor, ProbeAnswer.Reply, worker.AnsweredAt(result), now);
                break;
            case ProbeOutcome.Refused:
                worker.Health.Answer(result.Round, result.Monitor, ProbeAnswer.Negative, result.ReceivedAt, now);
                break;
            case ProbeOutcome.Lied:
                worker.Health.Answer(result.Round, result.Monitor, ProbeAnswer.Liar, result.ReceivedAt, now);
                break;
            case ProbeOutcome.NotSent when IsWithoutRoute(result.Reason):
                worker.Health.Answer(result.Round, result.Monitor, ProbeAnswer.NotSent, result.ReceivedAt, now);
                break;
            case ProbeOutcome.NotSent:
                worker.Health.Answer(result.Round, result.Monitor, ProbeAnswer.Negative, result.ReceivedAt, now);
                break;
        }

        Report(worker, now);
    }

    /// <summary>
    /// No way to the monitor. One alone has none where a route of the strict table leads its prefix elsewhere (T-38);
    /// where all have none, the uplink's default is missing.
    /// </summary>
    private static bool IsWithoutRoute(ProbeReason reason) => reason is ProbeReason.NoRoute or ProbeReason.OtherGateway
        or ProbeReason.DeviceGone or ProbeReason.DeviceDown or ProbeReason.AddressGone or ProbeReason.Unreachable;

    private void Report(UplinkWorker worker, TimeSpan now)
    {
        ListWhereSuspect(worker);
        Carry(_machine.Handle(new FailoverEvent.HealthReported(worker.Name, worker.Health.Report), now));
    }

    /// <summary>
    /// Walking over conntrack takes the kernel 10 ms, which a call would be silent for between the new routes and the
    /// flush. So the receivers are listed when a round has failed, while others confirm it: on a line that is dead no
    /// connection comes to stand any more.
    /// </summary>
    private void ListWhereSuspect(UplinkWorker worker)
    {
        var report = worker.Health.Report;
        if (!report.Suspect)
        {
            worker.ReceiversListed &= report.Verdict == HealthVerdict.Down;
            return;
        }

        if (worker.ReceiversListed || !worker.Forwards || Pin(worker.Name) is not { } mark
            || !ConnectionPolicy.Of(_config.Config).AnyReset)
            return;
        _connections.ListReceivers(worker.Name, mark, PreferredPinMask);
        worker.ReceiversListed = true;
    }

    /// <summary>Congestion is not an outage: packets of established connections that came in since the last
    /// look.</summary>
    private void LookForDelivery(UplinkWorker worker, TimeSpan now)
    {
        if (_numbers.Find(worker.Name) is not { } number)
            return;
        var name = NftNames.Delivered(number);
        if (_readCounters().FirstOrDefault(counter => counter.Name == name) is { } delivered)
            worker.Health.NoteDelivered(delivered.Packets, now);
    }
}
