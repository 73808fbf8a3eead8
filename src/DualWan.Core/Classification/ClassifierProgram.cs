namespace DualWan.Core.Classification;

/// <summary>
/// What stands between mangle and nftables: chains of ordered rules. The first chain is where packets enter; every jump
/// leads to a chain of the program, and no chain reaches itself.
/// </summary>
internal sealed record ClassifierProgram(EquatableArray<ClassifierChain> Chains)
{
    /// <summary>The seed of the connection hash: fixed, so that a connection keeps its bucket over a reload.</summary>
    public uint Seed { get; init; } = PerConnectionHash.DefaultSeed;

    public ClassifierChain Entry => Chains[0];

    /// <summary>The address lists that its rules name, each once.</summary>
    public IEnumerable<string> Lists => Chains
        .SelectMany(static chain => chain.Rules)
        .SelectMany(static rule => rule.Conditions)
        .OfType<ClassifierCondition.AddressList>()
        .Select(static condition => condition.List)
        .Distinct();
}
