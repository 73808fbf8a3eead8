namespace DualWan.Core.Classification;

/// <summary>A classifier program after grouping: the same verdict for every packet, in fewer lookups.</summary>
internal sealed record GroupedProgram(EquatableArray<GroupedChain> Chains)
{
    public uint Seed { get; init; } = PerConnectionHash.DefaultSeed;

    public GroupedChain Entry => Chains[0];

    public int StepCount => Chains.Sum(static chain => chain.Steps.Count);
}
