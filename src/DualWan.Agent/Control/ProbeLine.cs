namespace DualWan.Agent.Control;

/// <summary>One probe of <c>dualwan probe</c>.</summary>
/// <param name="State"><c>reply</c>, <c>lost</c>, <c>unsent</c> (no strict default: it would lie) or
/// <c>error</c>.</param>
/// <param name="Text">What a person reads: <c>reply from 1.1.1.1: 12.3 ms</c>.</param>
internal sealed record ProbeLine(int Sequence, string Uplink, string Target, string State, double? RttMs, string Text);
