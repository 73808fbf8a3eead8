using DualWan.Core.Net;

namespace DualWan.Core.Classification;

/// <summary>
/// Runs a grouped program on tables of its own. It shares no code with the linear evaluator but the packet and the
/// hash, so that a mistake can't hide in both.
/// </summary>
internal sealed class GroupedEvaluator
{
    private readonly Dictionary<string, StepRunner[]> _chains = [];
    private readonly string _entry;
    private readonly ClassifierState _state;

    public GroupedEvaluator(
        GroupedProgram program, IReadOnlyDictionary<string, EquatableArray<IpRange>> lists, ClassifierState state)
    {
        _state = state;
        _entry = program.Entry.Name;
        var tables = new AddressTables(lists);
        foreach (var chain in program.Chains)
        {
            _chains[chain.Name] =
                [.. chain.Steps.Select((step, i) => StepRunner.For(step, chain.Name, i, program.Seed, tables))];
        }
    }

    /// <summary>The mark the packet leaves with, or null.</summary>
    public RouteMark? Evaluate(PacketView packet)
    {
        RouteMark? mark = null;
        var places = new Stack<(StepRunner[] Steps, int Next)>();
        places.Push((_chains[_entry], 0));
        while (places.TryPop(out var place))
        {
            if (place.Next >= place.Steps.Length)
                continue;
            switch (place.Steps[place.Next].Run(packet, _state))
            {
                case ClassifierVerdict.Assign assign:
                    return assign.Mark;
                case ClassifierVerdict.Accept:
                    return mark;
                case ClassifierVerdict.Return:
                    continue;
                case ClassifierVerdict.Jump jump:
                    places.Push((place.Steps, place.Next + 1));
                    places.Push((_chains[jump.Chain], 0));
                    continue;
                case ClassifierVerdict.Set set:
                    mark = set.Mark;
                    break;
            }

            places.Push((place.Steps, place.Next + 1));
        }

        return mark;
    }
}
