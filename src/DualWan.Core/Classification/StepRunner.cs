using DualWan.Core.Config;

namespace DualWan.Core.Classification;

/// <summary>A grouped step made ready to run: its conditions, then one lookup.</summary>
internal abstract class StepRunner
{
    private readonly ConditionTest[] _tests;

    protected StepRunner(GroupedStep step, string chain, int index, uint seed, AddressTables tables)
    {
        _tests = [.. step.Conditions.Select(condition => ConditionTests.For(condition, (chain, index), seed, tables))];
    }

    public static StepRunner For(GroupedStep step, string chain, int index, uint seed, AddressTables tables) =>
        step switch
        {
            GroupedStep.Rule rule => new RuleRunner(rule, chain, index, seed, tables),
            GroupedStep.Map map => new MapRunner(map, chain, index, seed, tables),
            GroupedStep.Hash hash => new HashRunner(hash, chain, index, seed, tables),
            GroupedStep.Nth nth => new NthRunner(nth, chain, index, seed, tables),
            _ => throw new InvalidOperationException($"unknown step {step}"),
        };

    /// <summary>The verdict, or null where the packet goes on.</summary>
    public ClassifierVerdict? Run(PacketView packet, ClassifierState state)
    {
        foreach (var test in _tests)
        {
            if (!test(packet, state))
                return null;
        }

        return Find(packet, state);
    }

    protected abstract ClassifierVerdict? Find(PacketView packet, ClassifierState state);

    private sealed class RuleRunner(GroupedStep.Rule step, string chain, int index, uint seed, AddressTables tables)
        : StepRunner(step, chain, index, seed, tables)
    {
        private readonly ClassifierVerdict _verdict = step.Verdict;

        protected override ClassifierVerdict? Find(PacketView packet, ClassifierState state) => _verdict;
    }

    private sealed class HashRunner(GroupedStep.Hash step, string chain, int index, uint seed, AddressTables tables)
        : StepRunner(step, chain, index, seed, tables)
    {
        private readonly Dictionary<uint, ClassifierVerdict> _buckets =
            step.Entries.ToDictionary(static entry => entry.Bucket, static entry => entry.Verdict);

        private readonly (PccFields Fields, uint Denominator, uint Seed) _hash = (step.Fields, step.Denominator, seed);

        protected override ClassifierVerdict? Find(PacketView packet, ClassifierState state) =>
            _buckets.GetValueOrDefault(
                PerConnectionHash.NftBucket(packet, _hash.Fields, _hash.Denominator, _hash.Seed));
    }

    private sealed class NthRunner(GroupedStep.Nth step, string chain, int index, uint seed, AddressTables tables)
        : StepRunner(step, chain, index, seed, tables)
    {
        private readonly GroupedStep.Nth _step = step;
        private readonly (string Chain, int Index) _place = (chain, index);

        protected override ClassifierVerdict? Find(PacketView packet, ClassifierState state)
        {
            var turn = state.Count(_place.Chain, _place.Index, _step.Every);
            return turn < _step.Verdicts.Count ? _step.Verdicts[(int)turn] : null;
        }
    }
}
