namespace DualWan.Agent.Control;

/// <summary>The config in force.</summary>
/// <param name="Kind"><c>yaml</c> or <c>rsc</c>.</param>
/// <param name="Text">The file as it was read.</param>
internal sealed record ConfigReport(string File, string Kind, DateTimeOffset Loaded, long Generation, string Text);
