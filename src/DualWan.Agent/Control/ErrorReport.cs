namespace DualWan.Agent.Control;

/// <summary>The body of every answer that is no success and has no type of its own.</summary>
internal sealed record ErrorReport(string Error, string? Hint = null);
