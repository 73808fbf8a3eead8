using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Core.Classification;

/// <summary>One lookup of a grouped chain: a closed union. <c>Conditions</c> must hold before it is made.</summary>
internal abstract record GroupedStep(EquatableArray<ClassifierCondition> Conditions)
{
    /// <summary>A rule as it was.</summary>
    internal sealed record Rule(EquatableArray<ClassifierCondition> Conditions, ClassifierVerdict Verdict)
        : GroupedStep(Conditions);

    /// <summary>Rules that differ only in some fields; a packet that no element holds goes on.</summary>
    /// <param name="Conditions">What all of them ask.</param>
    /// <param name="Family">Of the addresses in the key; null where it has none.</param>
    /// <param name="Fields">The key; the fields that differ.</param>
    /// <param name="Names">The interfaces that the first field's values stand for.</param>
    /// <param name="Entries">Disjoint.</param>
    internal sealed record Map(
        EquatableArray<ClassifierCondition> Conditions, IpFamily? Family, EquatableArray<KeyField> Fields,
        EquatableArray<string> Names, EquatableArray<MapEntry> Entries)
        : GroupedStep(Conditions);

    /// <summary>PCC rules of one hash; a bucket without an entry goes on.</summary>
    internal sealed record Hash(
        EquatableArray<ClassifierCondition> Conditions, PccFields Fields, uint Denominator,
        EquatableArray<HashEntry> Entries)
        : GroupedStep(Conditions)
    {
        public bool IsComplete => Entries.Count == Denominator;
    }

    /// <summary>A row of nth rules N,1 then N-1,1 and so on: packet i of every N takes verdict i; the others go on
    /// (NT-03).</summary>
    internal sealed record Nth(
        EquatableArray<ClassifierCondition> Conditions, uint Every, EquatableArray<ClassifierVerdict> Verdicts)
        : GroupedStep(Conditions);
}
