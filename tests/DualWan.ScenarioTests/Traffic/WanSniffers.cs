namespace DualWan.ScenarioTests.Traffic;

/// <summary>The wires of all lines, listened to at the router's end: what left by which, with which source.</summary>
internal sealed class WanSniffers : IDisposable
{
    private readonly Dictionary<string, LinkSniffer> _sniffers;

    public WanSniffers(NetworkLab lab) => _sniffers = lab.Isps.ToDictionary(
        static isp => isp.Interface, isp => LinkSniffer.Start(lab.Router, isp.Interface));

    /// <summary>Packets that left by an interface and match.</summary>
    public IReadOnlyList<CapturedFrame> Sent(string link, Func<CapturedFrame, bool> match) =>
        _sniffers[link].Where(frame => frame.Outgoing && match(frame));

    /// <summary>The lines by which a matching packet left, in the order of their names.</summary>
    public string LinesOf(Func<CapturedFrame, bool> match) => string.Join(' ', _sniffers.Keys.Order()
        .Where(link => Sent(link, match).Count > 0));

    /// <summary>Packets with one of the LAN's own addresses as source, on any line: must be none.</summary>
    public IReadOnlyList<CapturedFrame> Private() =>
        [.. _sniffers.Keys.SelectMany(link => Sent(link, static frame => frame.From?.ToString().StartsWith("10.",
            StringComparison.Ordinal) == true))];

    /// <summary>Packets whose source is not of the block of the line they left by, whoever's it is: must be none.</summary>
    public IReadOnlyList<CapturedFrame> Foreign(NetworkLab lab) =>
        [.. lab.Isps.SelectMany(isp => Sent(isp.Interface, frame => frame.IsIPv4 && !isp.Owns(frame.From!)))];

    public void Clear()
    {
        foreach (var sniffer in _sniffers.Values)
            sniffer.Clear();
    }

    public void Dispose()
    {
        foreach (var sniffer in _sniffers.Values)
            sniffer.Dispose();
    }
}
