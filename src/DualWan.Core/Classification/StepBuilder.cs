namespace DualWan.Core.Classification;

/// <summary>Collects rules that one lookup can stand for.</summary>
internal abstract class StepBuilder
{
    private readonly List<ClassifierRule> _rules = [];

    /// <summary>In order; what it stands for.</summary>
    public IReadOnlyList<ClassifierRule> Rules => _rules;

    public static StepBuilder For(ClassifierRule rule) =>
        HashStepBuilder.TryCreate(rule) ?? NthStepBuilder.TryCreate(rule) ?? MapStepBuilder.TryCreate(rule)
        ?? (StepBuilder)new RuleStepBuilder(rule);

    /// <summary>Takes the rule in as the last one, where the lookup then still says the same as the rules in
    /// order.</summary>
    public bool TryAdd(ClassifierRule rule)
    {
        if (!Accepts(rule))
            return false;
        _rules.Add(rule);
        return true;
    }

    public abstract GroupedStep Build();

    protected abstract bool Accepts(ClassifierRule rule);
}
