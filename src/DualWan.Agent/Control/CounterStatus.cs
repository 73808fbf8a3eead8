namespace DualWan.Agent.Control;

/// <summary>Packets that our table stopped since it was made.</summary>
/// <param name="Guard">Carried another uplink's pin.</param>
/// <param name="Invalid">Would have left with a private source.</param>
/// <param name="Resets">Connections of a dead uplink answered with a reset.</param>
internal sealed record CounterStatus(long Guard, long Invalid, long Resets);
