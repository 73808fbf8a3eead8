namespace DualWan.Agent.Demo;

/// <summary>What the demo saw; <c>lab demo --json</c> prints it. Everything in it was measured with packets.</summary>
/// <param name="Passed">All of it happened as it should.</param>
/// <param name="FirstShare">Share of new connections by the first line while both are well, 0 to 1.</param>
/// <param name="SwitchMs">From the moment the first line went silent until no new connection was lost any more.</param>
/// <param name="LostFlows">New connections lost meanwhile, of <paramref name="Flows"/>.</param>
/// <param name="ResetMs">From the silence until an open TCP connection of that line was told; null if it never
/// was.</param>
/// <param name="CallGapMs">The longest silence of a call (UDP, one packet each 20 ms).</param>
/// <param name="BackShare">Share of new connections by the first line after its return.</param>
/// <param name="KeptConnections">Connections of the second line that lived through all of it, of
/// <paramref name="HeldConnections"/>.</param>
/// <param name="Leaked">Packets that left a line with an address that is not that line's.</param>
internal sealed record DemoReport(
    bool Passed, double FirstShare, double SwitchMs, int LostFlows, int Flows, double? ResetMs, double CallGapMs,
    double BackShare, int KeptConnections, int HeldConnections, long Leaked);
