namespace DualWan.Core.Classification;

/// <summary>
/// A grouped program in nftables' words, for an <c>inet</c> table. The chains are given without declarations; the
/// caller declares them and the sets, and enters the first by <c>jump</c> or <c>goto</c>.
/// </summary>
/// <param name="Chains">The first is where packets enter.</param>
/// <param name="Sets">The named sets that the lines use.</param>
/// <param name="Problems">What could not be said: interface names that Linux can't have. Those never match.</param>
internal sealed record ClassifierText(
    EquatableArray<ClassifierTextChain> Chains, EquatableArray<ClassifierSet> Sets, EquatableArray<string> Problems)
{
    /// <param name="program">What to write.</param>
    /// <param name="chainName">The first chain's name; the names of the others begin with it. At most 12
    /// letters.</param>
    /// <param name="verdict">
    /// How a mark is given, e.g. <c>goto w1</c>. What it leads to must end in <c>accept</c> where the program has
    /// jumps: after a goto the kernel goes back to the chain that jumped.
    /// </param>
    public static ClassifierText Render(GroupedProgram program, string chainName, Func<RouteMark, string> verdict) =>
        new ChainWriter(program, chainName, verdict).Write();
}
