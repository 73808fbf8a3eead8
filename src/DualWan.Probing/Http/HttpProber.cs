using DualWan.Core.Net;
using DualWan.Probing.Dns;
using DualWan.Probing.Engine;
using DualWan.Probing.Tcp;

namespace DualWan.Probing.Http;

/// <summary>
/// Resolves, connects and asks, each through the uplink. The round trip counts from the SYN to the status line; the
/// name is resolved before. Only the exchange runs on the thread pool, for TLS.
/// </summary>
internal sealed class HttpProber(UplinkContext context, int monitor, BoundResolver resolver, HttpTarget target)
    : MonitorProber(context, monitor)
{
    /// <summary>A far end that accepts and then says nothing holds a socket for the whole late-reply window.</summary>
    private const int MostExchanges = 32;

    private readonly HashSet<TcpAttempt> _connecting = [];
    private readonly CancellationTokenSource _ended = new();
    private int _exchanges;

    public override void Send(long round, RoutedFamilies routed)
    {
        if (target.Address is { } address)
            Connect(address, round, routed);
        else
            resolver.Resolve(target.Host, found =>
            {
                if (found is { } resolved)
                    Connect(resolved, round, routed);
                else
                    NotSent(round, ProbeReason.NameNotResolved);
            });
    }

    public override void Dispose()
    {
        _ended.Cancel();
        foreach (var attempt in _connecting)
            attempt.Dispose();
        _connecting.Clear();
    }

    private void Connect(IpAddress address, long round, RoutedFamilies routed)
    {
        var reason = Context.Permit(address, routed);
        var error = 0;
        if (reason == ProbeReason.None && _connecting.Count + _exchanges >= MostExchanges)
            reason = ProbeReason.TooMany;
        if (reason == ProbeReason.None)
        {
            reason = TcpAttempt.Start(
                Context, address, target.Port, round, (a, e) => OnConnected(a, address, e), out var attempt, out error);
            if (attempt is not null)
                _connecting.Add(attempt);
        }

        if (reason != ProbeReason.None)
            NotSent(round, reason, error);
    }

    private void OnConnected(TcpAttempt attempt, IpAddress address, int error)
    {
        _connecting.Remove(attempt);
        if (error == 0)
        {
            _ = ExchangeAsync(attempt, address);
            return;
        }

        if (ConnectErrors.ReasonOf(error) is { } reason)
            Report(attempt.Round, ProbeOutcome.Refused, reason, attempt.SentAt, MonotonicClock.Now, 0, error);
        attempt.Dispose();
    }

    private async Task ExchangeAsync(TcpAttempt attempt, IpAddress address)
    {
        _exchanges++;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        timeout.CancelAfter(ProbeEngine.LateReplyWindow);
        var verdict = await HttpExchange.RunAsync(attempt.Take(), target, Context.Options, timeout.Token)
            .ConfigureAwait(false);
        var receivedAt = MonotonicClock.Now;
        Context.Loop.Post(() =>
        {
            _exchanges--;
            if (verdict is { } ended && !_ended.IsCancellationRequested)
                Finish(attempt, address, ended, receivedAt);
        });
    }

    private void Finish(TcpAttempt attempt, IpAddress address, HttpVerdict verdict, TimeSpan receivedAt)
    {
        var (outcome, reason) = verdict.Reason != ProbeReason.None
            ? (ProbeOutcome.Refused, verdict.Reason)
            : Context.Prove(attempt.InterfaceIndex, address, out _) == ProbeReason.None
                ? (ProbeOutcome.Reply, ProbeReason.None)
                : (ProbeOutcome.Lied, ProbeReason.RouteChanged);
        Report(attempt.Round, outcome, reason, attempt.SentAt, receivedAt, 0, verdict.Status);
    }
}
