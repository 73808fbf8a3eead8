using System.Net;
using System.Net.Sockets;

namespace DualWan.Lab.Meters;

/// <summary>Many TCP connections, opened and held, and by which public address each left.</summary>
internal sealed class Connections : IDisposable
{
    private const int AtOnce = 32;
    private readonly List<HeldConnection> _held = [];

    private Connections()
    {
    }

    public IReadOnlyList<HeldConnection> Held => _held;

    /// <summary>Connections that could not be opened within their time.</summary>
    public int Failed { get; private set; }

    /// <summary>
    /// Opens <paramref name="count"/> connections, at most 32 at a time, to <paramref name="destinations"/> in turn
    /// (192.0.2.100 to .163 unless given), from <paramref name="sources"/> in turn.
    /// </summary>
    public static async Task<Connections> OpenMany(NetworkNamespace space, int count, int port = EchoServer.DefaultPort,
        IReadOnlyList<string>? destinations = null, IReadOnlyList<string>? sources = null, TimeSpan? timeout = null)
    {
        var all = new Connections();
        destinations ??= new FlowMeterOptions().Destinations;
        var limit = timeout ?? TimeSpan.FromSeconds(5);
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (number, _) =>
            {
                var to = new IPEndPoint(IPAddress.Parse(destinations[number % destinations.Count]), port);
                await all.OpenAsync(space, to, sources?[number % sources.Count], limit);
            });
        return all;
    }

    /// <summary>Held connections by the public address that the Internet host saw.</summary>
    public IReadOnlyDictionary<string, int> ByAddress() =>
        _held.GroupBy(h => h.Seen.Address.ToString()).ToDictionary(g => g.Key, g => g.Count());

    /// <summary>The share of the held connections with this public address, 0 to 1.</summary>
    public double Share(string address) =>
        _held.Count == 0 ? 0 : ByAddress().GetValueOrDefault(address) / (double)_held.Count;

    /// <summary>Asks every connection again; how many still answer with the address they began with.</summary>
    public async Task<int> StillAlive(TimeSpan timeout)
    {
        var answers = await Task.WhenAll(_held.Select(h => h.Alive(timeout)));
        return answers.Count(alive => alive);
    }

    public void Dispose()
    {
        foreach (var held in _held)
            held.Dispose();
        _held.Clear();
    }

    private async Task OpenAsync(NetworkNamespace space, IPEndPoint to, string? source, TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit);
        Socket? socket = null;
        try
        {
            socket = await LabSocket.Connect(space, to, source, deadline.Token);
            var seen = await LabSocket.AskWho(socket, deadline.Token);
            lock (_held)
                _held.Add(new HeldConnection(socket, to, seen));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket?.Dispose();
            lock (_held)
                Failed++;
        }
    }
}
