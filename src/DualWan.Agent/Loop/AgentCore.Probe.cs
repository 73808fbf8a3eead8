using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using DualWan.Agent.Control;
using DualWan.Core.Config;
using DualWan.Policy.Reading;
using DualWan.Probing;

namespace DualWan.Agent.Loop;

/// <content><c>dualwan probe</c>: an engine of its own, so that nothing it does touches the health of the
/// uplink.</content>
internal sealed partial class AgentCore
{
    private const string TargetForms = "an address, gateway, tcp:ADDRESS:PORT, https://HOST/ or dns:SERVER/NAME";

    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(1);

    public async IAsyncEnumerable<ProbeLine> ProbeAsync(
        ProbeRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (probes, error) = await AskAsync(() => ProbesOf(request), cancellation).ConfigureAwait(false);
        if (probes is null)
        {
            yield return new ProbeLine(0, request.Uplink, request.Target ?? "", "error", null, error!);
            yield break;
        }

        var answers = Channel.CreateUnbounded<ProbeResult>();
        using var engine = _createProbes(result => answers.Writer.TryWrite(result));
        engine.Configure([probes]);
        for (var sequence = 1; sequence <= request.Count; sequence++)
        {
            var sent = Now;
            engine.SendRound(probes.Uplink, sequence, RoutedFamilies.IPv4);
            var result = await AnswerAsync(answers.Reader, sequence, cancellation).ConfigureAwait(false);
            yield return Line(sequence, probes.Uplink, probes.Targets[0], result);
            var rest = request.Interval - (Now - sent);
            if (sequence < request.Count && rest > TimeSpan.Zero)
                await Task.Delay(rest, _services.Time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Asked in the loop: nobody else may look at a worker.</summary>
    private (UplinkProbes? Probes, string? Error) ProbesOf(ProbeRequest request)
    {
        if (Find(request.Uplink) is not { } worker)
            return (null, $"there is no uplink {request.Uplink}: the uplinks are "
                + string.Join(", ", _workers.Select(static one => one.Name)));
        MonitorTarget? target = null;
        string? hint = null;
        if (request.Target is { } text && !MonitorText.TryParse(text, out target, out hint))
            return (null, $"'{text}' is no target ({hint ?? TargetForms})");
        target ??= worker.Monitors.IsEmpty ? null : worker.Monitors[0];
        return target is null
            ? (null, $"{worker.Name} has no monitor: name a target")
            : (new UplinkProbes(worker.Name, worker.Binding, [target], []), null);
    }

    private async Task<ProbeResult?> AnswerAsync(
        ChannelReader<ProbeResult> answers, long round, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(ProbePatience, _services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            while (true)
            {
                var result = await answers.ReadAsync(either.Token).ConfigureAwait(false);
                if (result.Round == round)
                    return result;
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private static ProbeLine Line(int sequence, string uplink, MonitorTarget target, ProbeResult? result)
    {
        var to = target.ToString()!;
        double? rtt = result is { Outcome: ProbeOutcome.Reply } reply ? reply.RoundTrip.TotalMilliseconds : null;
        var (state, text) = result?.Outcome switch
        {
            ProbeOutcome.Reply => ("reply", string.Create(CultureInfo.InvariantCulture,
                $"reply from {to}: {rtt:0.00} ms")),
            ProbeOutcome.Refused => ("lost", $"{to} refused: {ProbeWords.Of(result.Value)}"),
            ProbeOutcome.Lied => ("lost", $"an answer for {to} that proves nothing: {ProbeWords.Of(result.Value)}"),
            ProbeOutcome.NotSent => ("unsent", $"not sent to {to}: {ProbeWords.Of(result.Value)}"),
            _ => ("lost", $"no answer from {to} in {ProbePatience.TotalSeconds:0} s"),
        };
        return new ProbeLine(sequence, uplink, to, state, rtt, text);
    }
}
