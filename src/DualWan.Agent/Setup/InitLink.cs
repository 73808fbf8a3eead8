namespace DualWan.Agent.Setup;

/// <summary>An interface in <see cref="InitReport"/>.</summary>
internal sealed record InitLink(
    string Name, string Kind, int? SpeedMbps, bool Carrier, IReadOnlyList<string> Addresses, string? Gateway,
    string Role, string Why);
