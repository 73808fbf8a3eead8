namespace DualWan.Agent.Control;

/// <summary>The flap penalty of an uplink (as in RFC 2439).</summary>
/// <param name="Penalty">Decays by half in each half-life.</param>
/// <param name="Suppressed">Healthy, but kept from use.</param>
/// <param name="ReuseInSeconds">Until it may be used again if it does not flap; null where it is not
/// suppressed.</param>
internal sealed record DampingStatus(double Penalty, bool Suppressed, double? ReuseInSeconds);
