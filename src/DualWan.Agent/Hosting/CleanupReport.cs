namespace DualWan.Agent.Hosting;

/// <summary>What <c>cleanup</c> removed, or would.</summary>
/// <param name="Operations">In order, as ip, nft and sysctl text; empty where nothing of ours is there.</param>
/// <param name="Failures">What the kernel refused.</param>
/// <param name="Remarks">What is left on purpose.</param>
internal sealed record CleanupReport(
    IReadOnlyList<string> Operations, IReadOnlyList<string> Failures, IReadOnlyList<string> Remarks);
