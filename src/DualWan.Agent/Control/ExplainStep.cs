namespace DualWan.Agent.Control;

/// <summary>One step of an explanation.</summary>
/// <param name="Where"><c>prerouting</c>, <c>classify</c>, <c>rule 20501</c>, <c>table 7801</c>.</param>
/// <param name="Origin">The place in the config that put it there, or null.</param>
internal sealed record ExplainStep(string Where, string Text, string? Origin = null);
