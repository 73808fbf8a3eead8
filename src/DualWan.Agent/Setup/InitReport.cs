namespace DualWan.Agent.Setup;

/// <summary>The answer of <c>init --json</c>.</summary>
internal sealed record InitReport(string File, IReadOnlyList<InitLink> Interfaces);
