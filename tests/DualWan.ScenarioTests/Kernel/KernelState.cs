namespace DualWan.ScenarioTests.Kernel;

/// <summary>What of a router's state must be equal before and after a storm.</summary>
internal static class KernelState
{
    /// <summary>
    /// Everything that bears our number, in no particular order (what is made again comes last in the kernel's lists),
    /// and nftables in its own.
    /// </summary>
    public static string Ours(LabRouter router)
    {
        var lines = router.Dump().Split('\n');
        var nft = Array.FindIndex(lines, static line => line.StartsWith("# nft", StringComparison.Ordinal));
        return string.Join('\n', lines.Take(nft)
            .Where(static line => line.Contains("proto 215", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Concat(lines.Skip(nft)));
    }

    /// <summary>Waits until it is as it was.</summary>
    public static Task Is(string wanted, LabRouter router, double seconds = 15) => Eventually.Value(
        () => Ours(router), seen => seen == wanted, $"our state is again\n{wanted}", seconds);
}
