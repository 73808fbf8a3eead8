using DualWan.Core.Net;
using DualWan.Probing.Engine;

namespace DualWan.Probing.Tcp;

/// <summary>Connects to a port. Established is a reply; a refusal is an answer, but down (T-105).</summary>
internal sealed class TcpProber(UplinkContext context, int monitor, IpAddress target, ushort port)
    : MonitorProber(context, monitor)
{
    /// <summary>Ten seconds of rounds every 100 ms, and some.</summary>
    private const int MostAttempts = 128;

    private readonly Queue<TcpAttempt> _attempts = new();

    public override void Send(long round, RoutedFamilies routed)
    {
        var reason = Context.Permit(target, routed);
        var error = 0;
        if (reason == ProbeReason.None)
        {
            reason = TcpAttempt.Start(Context, target, port, round, OnDone, out var attempt, out error);
            if (attempt is not null)
                Keep(attempt);
        }

        if (reason != ProbeReason.None)
            NotSent(round, reason, error);
    }

    public override void Dispose()
    {
        while (_attempts.TryDequeue(out var attempt))
            attempt.Dispose();
    }

    private void Keep(TcpAttempt attempt)
    {
        while (_attempts.TryPeek(out var oldest)
            && (_attempts.Count >= MostAttempts || oldest.SentAt + ProbeEngine.LateReplyWindow < attempt.SentAt))
            _attempts.Dequeue().Dispose();
        _attempts.Enqueue(attempt);
    }

    private void OnDone(TcpAttempt attempt, int error)
    {
        if (ConnectErrors.ReasonOf(error) is { } reason)
        {
            var receivedAt = error == 0 ? attempt.EstablishedAt() : MonotonicClock.Now;
            if (reason != ProbeReason.None)
                Report(attempt.Round, ProbeOutcome.Refused, reason, attempt.SentAt, receivedAt, 0, error);
            else if (Context.Prove(attempt.InterfaceIndex, target, out _) == ProbeReason.None)
                Report(attempt.Round, ProbeOutcome.Reply, ProbeReason.None, attempt.SentAt, receivedAt);
            else
                Report(attempt.Round, ProbeOutcome.Lied, ProbeReason.RouteChanged, attempt.SentAt, receivedAt);
        }

        attempt.Dispose();
    }
}
