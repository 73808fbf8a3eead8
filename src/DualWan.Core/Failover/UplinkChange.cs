namespace DualWan.Core.Failover;

/// <summary>A change of state, to be told to people.</summary>
/// <param name="At">Monotonic.</param>
/// <param name="Text">The line of the log: <c>[FAILOVER] isp1 DOWN - all monitors failed</c>.</param>
internal sealed record UplinkChange(
    string Uplink, UplinkState From, UplinkState To, UplinkReason Reason, TimeSpan At, string Text);
