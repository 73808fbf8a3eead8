namespace DualWan.Core.Classification;

/// <summary>An ordered list of rules under RouterOS's chain name.</summary>
internal sealed record ClassifierChain(string Name, EquatableArray<ClassifierRule> Rules);
