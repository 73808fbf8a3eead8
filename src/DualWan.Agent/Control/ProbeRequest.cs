namespace DualWan.Agent.Control;

/// <summary>Probes by hand through one uplink.</summary>
/// <param name="Target">As a monitor in the policy; null: the uplink's own monitors' first.</param>
/// <param name="Count">1 to 1000.</param>
/// <param name="Interval">Between probes.</param>
internal sealed record ProbeRequest(string Uplink, string? Target, int Count, TimeSpan Interval);
