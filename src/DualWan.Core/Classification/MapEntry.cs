namespace DualWan.Core.Classification;

/// <summary>One element of a map: a range for each of the map's fields. The elements of a map never overlap.</summary>
internal sealed record MapEntry(EquatableArray<KeyRange> Key, ClassifierVerdict Verdict);
