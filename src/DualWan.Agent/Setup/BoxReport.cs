namespace DualWan.Agent.Setup;

/// <summary>The interfaces of the box; the loopback is left out.</summary>
internal sealed record BoxReport(IReadOnlyList<BoxLink> Links)
{
    public IEnumerable<BoxLink> Uplinks => Links.Where(static l => l.Role == BoxRole.Uplink);

    public IEnumerable<BoxLink> Lans => Links.Where(static l => l.Role == BoxRole.Lan);
}
