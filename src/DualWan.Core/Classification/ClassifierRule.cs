using DualWan.Core.Config;

namespace DualWan.Core.Classification;

/// <summary>All conditions must hold. They stand in the order in which RouterOS asks them: random, nth and PCC last
/// (PF-13), so counters advance only for packets that passed the others.</summary>
internal sealed record ClassifierRule(
    EquatableArray<ClassifierCondition> Conditions, ClassifierVerdict Verdict, Origin Origin);
