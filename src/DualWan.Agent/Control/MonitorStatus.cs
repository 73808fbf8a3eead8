namespace DualWan.Agent.Control;

/// <summary>One monitor of an uplink.</summary>
/// <param name="Address">The target as the policy writes it: <c>1.1.1.1</c>, <c>tcp:1.0.0.1:443</c>.</param>
/// <param name="State"><c>up</c>, <c>down</c>, or <c>unknown</c> before the first verdict.</param>
/// <param name="RttMs">Smoothed; null without an answer yet.</param>
/// <param name="LossPercent">Over the last rounds; null before the first.</param>
/// <param name="Reason">Why it is down: <c>no answer</c>, <c>refused</c>, <c>status 302</c>.</param>
internal sealed record MonitorStatus(
    string Address, string State, double? RttMs, double? LossPercent, string? Reason = null);
