namespace DualWan.Agent.Control;

/// <summary>What to plan for.</summary>
/// <param name="FileName">The name for diagnostics; null plans the agent's own config file as it is on disk
/// now.</param>
/// <param name="Text">The policy's text, null with <paramref name="FileName"/>.</param>
internal sealed record PlanRequest(string? FileName, string? Text);
