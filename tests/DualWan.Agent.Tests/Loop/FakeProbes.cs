using System.Collections.Concurrent;
using DualWan.Probing;

namespace DualWan.Agent.Tests.Loop;

/// <summary>Lines that answer every probe at once, or are silent.</summary>
internal sealed class FakeProbes(Action<ProbeResult> report, TimeProvider time) : IProbeEngine
{
    private readonly ConcurrentDictionary<string, int> _monitors = new();

    public ConcurrentDictionary<string, bool> Silent { get; } = new();

    /// <summary>Rounds sent so far, by uplink.</summary>
    public ConcurrentDictionary<string, int> Rounds { get; } = new();

    public bool Disposed { get; private set; }

    public void Configure(IReadOnlyList<UplinkProbes> uplinks)
    {
        foreach (var uplink in uplinks)
            _monitors[uplink.Uplink] = uplink.Targets.Count;
    }

    public void SendRound(string uplink, long round, RoutedFamilies routed)
    {
        Rounds.AddOrUpdate(uplink, 1, static (_, count) => count + 1);
        if (Silent.ContainsKey(uplink))
            return;
        var now = time.GetElapsedTime(0);
        for (var monitor = 0; monitor < _monitors.GetValueOrDefault(uplink); monitor++)
            report(new ProbeResult(uplink, monitor, round, ProbeOutcome.Reply, ProbeReason.None, now, now));
    }

    public void Dispose() => Disposed = true;
}
