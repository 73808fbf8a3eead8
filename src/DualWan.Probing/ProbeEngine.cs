using DualWan.Probing.Engine;
using DualWan.Probing.Sockets;

namespace DualWan.Probing;

/// <summary>
/// All probes of all uplinks on one thread. The caller's two methods only leave a note for that thread; results are
/// given to the callback on it, so the callback must not block (a channel's <c>TryWrite</c>).
/// </summary>
/// <remarks>
/// The thread starts with the engine, in the network namespace of the thread that makes it; every socket is opened
/// there.
/// </remarks>
internal sealed class ProbeEngine : IProbeEngine
{
    /// <summary>How long an answer still finds its round.</summary>
    public static readonly TimeSpan LateReplyWindow = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly ProbeEngineOptions _options;
    private readonly Action<ProbeResult> _report;
    private readonly ProbeLoop _loop;
    private readonly RouteProof _proof = new();
    private readonly Dictionary<string, UplinkProber> _uplinks = [];
    private readonly Thread _thread;
    private List<Request> _requests = [];
    private List<Request> _taken = [];

    public ProbeEngine(Action<ProbeResult> report, ProbeEngineOptions? options = null)
    {
        _options = options ?? new ProbeEngineOptions();
        _report = report;
        _loop = new ProbeLoop(HandleRequests);
        _thread = new Thread(Run) { IsBackground = true, Name = "probes" };
        _thread.Start();
    }

    public void Configure(IReadOnlyList<UplinkProbes> uplinks) => Post(new Request([.. uplinks], null, 0, default));

    public void SendRound(string uplink, long round, RoutedFamilies routed) =>
        Post(new Request(null, uplink, round, routed));

    /// <summary>Ends the thread and closes every socket; no result is reported afterwards.</summary>
    public void Dispose()
    {
        _loop.Stop();
        _thread.Join();
        _loop.Dispose();
        _proof.Dispose();
    }

    private void Run()
    {
        _loop.Run();
        foreach (var uplink in _uplinks.Values)
            uplink.Dispose();
    }

    private void Post(in Request request)
    {
        lock (_lock)
            _requests.Add(request);
        _loop.Wake();
    }

    private void HandleRequests()
    {
        lock (_lock)
            (_requests, _taken) = (_taken, _requests);
        foreach (var request in _taken)
        {
            if (request.Uplinks is { } uplinks)
                Apply(uplinks);
            else if (_uplinks.TryGetValue(request.Uplink!, out var prober))
                prober.Send(request.Round, request.Routed);
        }

        _taken.Clear();
    }

    private void Apply(UplinkProbes[] wanted)
    {
        foreach (var (name, prober) in _uplinks)
        {
            if (wanted.Contains(prober.Uplink))
                continue;
            prober.Dispose();
            _uplinks.Remove(name);
        }

        foreach (var uplink in wanted)
        {
            if (_uplinks.ContainsKey(uplink.Uplink))
                continue;
            var context = new UplinkContext(_loop, _proof, uplink, _options, _report);
            _uplinks.Add(uplink.Uplink, new UplinkProber(context));
        }
    }

    /// <summary>A note for the thread: a configuration or a round.</summary>
    private readonly record struct Request(
        UplinkProbes[]? Uplinks, string? Uplink, long Round, RoutedFamilies Routed);
}
