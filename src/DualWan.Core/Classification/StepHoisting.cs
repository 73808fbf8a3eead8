namespace DualWan.Core.Classification;

/// <summary>
/// What every step to the end of a chain asks is asked once, ahead of them: a packet that fails it can match none of
/// them, so it returns. A policy's rules all ask for a new connection from inside.
/// </summary>
internal static class StepHoisting
{
    public static List<GroupedStep> Hoist(List<GroupedStep> steps)
    {
        var result = new List<GroupedStep>(steps);
        if (steps.Count < 2)
            return result;
        foreach (var condition in steps[^1].Conditions.Distinct())
        {
            if (Negate(condition) is { } opposite)
                Hoist(result, condition, new GroupedStep.Rule([opposite], ClassifierVerdict.Return.Instance));
        }

        return result;
    }

    private static void Hoist(List<GroupedStep> steps, ClassifierCondition condition, GroupedStep.Rule guard)
    {
        var first = steps.Count;
        var having = 0;
        while (first > 0 && (IsGuard(steps[first - 1]) || steps[first - 1].Conditions.Contains(condition)))
        {
            first--;
            having += IsGuard(steps[first]) ? 0 : 1;
        }

        if (having < 2)
            return;
        for (var i = first; i < steps.Count; i++)
        {
            if (!IsGuard(steps[i]))
                steps[i] = steps[i] with { Conditions = Without(steps[i], condition) };
        }

        steps.Insert(first, guard);
    }

    /// <summary>A rule that only sends packets back takes nothing away from the steps behind it.</summary>
    private static bool IsGuard(GroupedStep step) =>
        step is GroupedStep.Rule { Verdict: ClassifierVerdict.Return, Conditions: [{ IsStateful: false }] };

    private static EquatableArray<ClassifierCondition> Without(GroupedStep step, ClassifierCondition condition) =>
        step.Conditions.Where(other => other != condition).ToEquatableArray();

    /// <summary>The exact opposite, for conditions that have one and are one test; an address binds its family both
    /// ways.</summary>
    private static ClassifierCondition? Negate(ClassifierCondition condition) => condition switch
    {
        ClassifierCondition.State c => c with { Negated = !c.Negated },
        ClassifierCondition.InInterface c => c with { Negated = !c.Negated },
        ClassifierCondition.AddressType c => c with { Negated = !c.Negated },
        _ => null,
    };
}
