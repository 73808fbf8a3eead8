using System.Collections.Immutable;
using DualWan.Core.Config;
using DualWan.Core.Health;

namespace DualWan.Core.Failover;

/// <content>States and reasons, and the lines that tell of their changes.</content>
internal sealed partial class FailoverMachine
{
    private UplinkStatus Status(UplinkEntry uplink)
    {
        var (state, reason) = StateOf(uplink);
        var since = uplink.StateKnown && state == uplink.State ? uplink.Since : _now;
        return new UplinkStatus(
            uplink.Name, state, reason, Detail(uplink, reason), since, uplink.Use, Pace(uplink), uplink.Link.IsReady,
            uplink.Damping.Penalty(_now), uplink.WaitingUntil);
    }

    private static (UplinkState State, UplinkReason Reason) StateOf(UplinkEntry uplink)
    {
        if (uplink.Disabled)
            return (UplinkState.Disabled, UplinkReason.DisabledByOperator);
        if (!uplink.Link.IsReady)
            return (UplinkState.Down, uplink.Link.Missing);
        if (uplink.Report.Verdict == HealthVerdict.Down)
            return (UplinkState.Down, DownReason(uplink.Report.Cause));
        if (uplink.Draining)
            return (UplinkState.Draining, UplinkReason.DrainedByOperator);
        if (uplink.Waiting)
            return (UplinkState.Standby, WaitingReason(uplink));
        if (uplink.Report.Verdict == HealthVerdict.Unknown)
            return (UplinkState.Unknown, UplinkReason.NotProven);
        if (uplink.Report.Degraded)
            return (UplinkState.Degraded, UplinkReason.OverThreshold);
        return (uplink.Use == UplinkUse.Active ? UplinkState.Up : UplinkState.Standby, UplinkReason.None);
    }

    private static UplinkReason DownReason(HealthCause cause) => cause switch
    {
        HealthCause.NotProbed => UplinkReason.NotProven,
        HealthCause.NotSent => UplinkReason.ProbesNotSent,
        _ => UplinkReason.MonitorsFailed,
    };

    private static UplinkReason WaitingReason(UplinkEntry uplink) =>
        uplink.Damping.Suppressed ? UplinkReason.Damped
        : uplink.Config.Failback is Failback.Manual ? UplinkReason.FailbackManual
        : UplinkReason.FailbackDelay;

    /// <summary>
    /// A line at rest is probed at leisure. When one in use misses an answer, all others are asked at once: they are
    /// about to be needed, or dead as well.
    /// </summary>
    private ProbePace Pace(UplinkEntry uplink)
    {
        if (uplink.Disabled || !uplink.Link.IsReady)
            return ProbePace.Paused;
        if (_uplinks.Exists(other => other != uplink && other.Use == UplinkUse.Active && other.Report.Suspect))
            return ProbePace.Urgent;
        return uplink.Use == UplinkUse.Eligible ? ProbePace.Relaxed : ProbePace.Normal;
    }

    private string Detail(UplinkEntry uplink, UplinkReason reason)
    {
        var text = reason switch
        {
            UplinkReason.None => uplink.Use == UplinkUse.Active ? uplink.Report.Detail : "healthy, not preferred",
            UplinkReason.NoInterface => $"no interface {uplink.Config.Interface}",
            UplinkReason.NoCarrier => "no carrier",
            UplinkReason.NoAddress => "no address",
            UplinkReason.NoGateway => "no gateway",
            UplinkReason.Damped => $"flapping, damped for {InSeconds(uplink.Damping.ReuseAt)}",
            UplinkReason.FailbackDelay => $"healthy again, preferred in {InSeconds(uplink.WaitingUntil)}",
            UplinkReason.FailbackManual => $"healthy again, waits for 'dualwan uplink failback {uplink.Name}'",
            UplinkReason.DrainedByOperator => "drained by operator",
            UplinkReason.DisabledByOperator => "disabled by operator",
            _ => uplink.Report.Detail,
        };
        return uplink.Use == UplinkUse.LastResort ? $"{text} (last resort: no uplink is healthy)" : text;
    }

    private string InSeconds(TimeSpan? until) =>
        until is { } time ? $"{Math.Ceiling(Math.Max(0, (time - _now).TotalSeconds)):0} s" : "some time";

    private void Announce(UplinkEntry uplink, ImmutableArray<FailoverDecision>.Builder decisions)
    {
        var (state, reason) = StateOf(uplink);
        var from = uplink.State;
        var known = uplink.StateKnown;
        var waited = uplink.Reason is UplinkReason.Damped or UplinkReason.FailbackDelay or UplinkReason.FailbackManual;
        uplink.Reason = reason;
        if (known && from == state)
            return;
        uplink.State = state;
        uplink.StateKnown = true;
        uplink.Since = _now;
        // The state an uplink begins with is no change, unless it begins without a link.
        if (!known && state is UplinkState.Unknown or UplinkState.Up)
            return;
        var tag = known ? Tag(from, state, waited) : "UPLINK";
        var detail = ChangeDetail(uplink, from, reason, waited);
        var text = $"[{tag}] {uplink.Name} {state.ToString().ToUpperInvariant()} - {detail}";
        decisions.Add(new FailoverDecision.Announce(
            new UplinkChange(uplink.Name, known ? from : UplinkState.Unknown, state, reason, _now, text)));
    }

    private static string Tag(UplinkState from, UplinkState to, bool waited) => (from, to) switch
    {
        (_, UplinkState.Disabled or UplinkState.Draining) => "UPLINK",
        (UplinkState.Disabled or UplinkState.Draining, _) => "UPLINK",
        (UplinkState.Unknown, UplinkState.Up or UplinkState.Standby) => "UPLINK",
        (_, UplinkState.Down or UplinkState.Degraded) => "FAILOVER",
        (UplinkState.Standby, UplinkState.Up) when !waited => "FAILOVER",
        _ => "FAILBACK",
    };

    private string ChangeDetail(UplinkEntry uplink, UplinkState from, UplinkReason reason, bool waited) =>
        (from, uplink.State) switch
        {
            (UplinkState.Standby, UplinkState.Up) => waited ? "preferred again" : "takes over",
            (UplinkState.Up, UplinkState.Standby) when reason == UplinkReason.None => "a preferred uplink is back",
            _ => Detail(uplink, reason),
        };
}
