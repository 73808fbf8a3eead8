namespace DualWan.Core.Classification;

/// <summary>A chain after grouping.</summary>
internal sealed record GroupedChain(string Name, EquatableArray<GroupedStep> Steps);
