namespace DualWan.Lab.Topology;

/// <summary>Everything that a lab is built from.</summary>
internal sealed record LabSpec
{
    /// <summary>
    /// The start of every namespace's name; null for a unique one that <see cref="NetworkLab.RemoveLeftovers"/>
    /// knows.
    /// </summary>
    public string? Prefix { get; init; }

    public required IReadOnlyList<LanSpec> Lans { get; init; }

    public required IReadOnlyList<IspSpec> Isps { get; init; }

    /// <summary>Reverse-path filter of the router: 0 as the kernel, 2 as systemd on Debian sets it, 1 strict.</summary>
    public int ReversePathFilter { get; init; }

    /// <summary>Whether the router forwards already, as one does that routed before the agent came.</summary>
    public bool Forwarding { get; init; }

    /// <summary>TCP and UDP ports of the echo service on the Internet host.</summary>
    public IReadOnlyList<int> EchoPorts { get; init; } = [7, 80, 443, 5000];
}
