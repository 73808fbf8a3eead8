namespace DualWan.Agent.Control;

/// <summary>What would change in the kernel.</summary>
/// <param name="Operations">In order, as ip, nft and sysctl text; empty where nothing would change.</param>
/// <param name="Problems">What would not work.</param>
/// <param name="Diagnostics">What is wrong with the file; with an error in it there are no operations.</param>
internal sealed record PlanReport(
    IReadOnlyList<string> Operations, IReadOnlyList<Problem> Problems, IReadOnlyList<DiagnosticRecord> Diagnostics);
