using System.Collections.Immutable;
using DualWan.Core.Config;

namespace DualWan.Core.Classification;

/// <summary>Lowers the mangle menu into a classifier program. What the program can't express becomes a problem, never
/// silence.</summary>
internal sealed class ClassifierCompiler
{
    /// <summary>nftables follows 16 jumps (NFT_JUMP_STACK_SIZE); a few are taken by the chains around the
    /// classifier.</summary>
    private const int MaxDepth = 12;

    private readonly Dictionary<string, List<Entry<MangleRule>>> _menu = [];
    private readonly Dictionary<string, int> _depths = [];
    private readonly List<ClassifierChain> _chains = [];
    private readonly HashSet<string> _open = [];
    private readonly ImmutableArray<ClassifierProblem>.Builder _problems =
        ImmutableArray.CreateBuilder<ClassifierProblem>();

    private readonly Func<string, RouteMark?> _markOf;
    private readonly ConditionCompiler _conditions;

    private ClassifierCompiler(RouterConfig config, Func<string, RouteMark?> markOf)
    {
        _markOf = markOf;
        _conditions = new ConditionCompiler(config);
        foreach (var entry in config.Mangle)
        {
            if (entry.Disabled)
                continue;
            if (!_menu.TryGetValue(entry.Value.Chain, out var rules))
                _menu[entry.Value.Chain] = rules = [];
            rules.Add(entry);
        }
    }

    /// <summary>Compiles what <paramref name="chain"/> (prerouting or output, PC-18) and the chains it jumps to
    /// hold.</summary>
    /// <param name="config">The mangle menu, and the interface lists.</param>
    /// <param name="chain">The built-in chain.</param>
    /// <param name="markOf">The mark that leads to a routing table, or null where none does.</param>
    public static (ClassifierProgram Program, EquatableArray<ClassifierProblem> Problems) Compile(
        RouterConfig config, string chain, Func<string, RouteMark?> markOf)
    {
        var compiler = new ClassifierCompiler(config, markOf);
        compiler.CompileChain(chain);
        // A chain is finished after those it jumps to; the entry is the last one.
        compiler._chains.Reverse();
        return (new ClassifierProgram(compiler._chains.ToEquatableArray()), new(compiler._problems.ToImmutable()));
    }

    /// <summary>The deepest row of jumps from here.</summary>
    private int CompileChain(string name)
    {
        if (_depths.TryGetValue(name, out var known))
            return known;
        _open.Add(name);
        var rules = new List<ClassifierRule>();
        var depth = 0;
        foreach (var entry in _menu.GetValueOrDefault(name) ?? [])
        {
            if (CompileRule(entry, ref depth) is { } rule)
                rules.Add(rule);
        }

        _open.Remove(name);
        _chains.Add(new ClassifierChain(name, rules.ToEquatableArray()));
        return _depths[name] = depth;
    }

    private ClassifierRule? CompileRule(Entry<MangleRule> entry, ref int depth)
    {
        if (entry.Value.Action is MangleAction.Passthrough)
            return null;
        var conditions = _conditions.Compile(entry.Value.Match, out var fault);
        if (conditions is null)
        {
            Report(entry, fault!);
            return null;
        }

        var verdict = VerdictOf(entry, ref depth, out fault);
        if (verdict is null)
        {
            Report(entry, fault!);
            return null;
        }

        return new ClassifierRule(conditions.Value, verdict, entry.Origin);
    }

    private ClassifierVerdict? VerdictOf(Entry<MangleRule> entry, ref int depth, out string? fault)
    {
        fault = null;
        switch (entry.Value.Action)
        {
            case MangleAction.Accept:
                return ClassifierVerdict.Accept.Instance;
            case MangleAction.Return:
                return ClassifierVerdict.Return.Instance;
            case MangleAction.MarkRouting mark:
                return MarkOf(entry.Value, mark.Table, out fault);
            case MangleAction.Jump jump:
                return JumpTo(jump.Target, ref depth, out fault);
            default:
                fault = $"action {WordOf(entry.Value.Action)} is not supported in a chain that chooses routes";
                return null;
        }
    }

    private ClassifierVerdict? MarkOf(MangleRule rule, string table, out string? fault)
    {
        fault = null;
        if (_markOf(table) is not { } mark)
        {
            fault = $"no mark leads to routing table {table}";
            return null;
        }

        if (rule.OnFailover is { } policy)
            mark = mark with { Policy = PolicyOf(policy) };
        return rule.Passthrough == false ? new ClassifierVerdict.Assign(mark) : new ClassifierVerdict.Set(mark);
    }

    private ClassifierVerdict.Jump? JumpTo(string target, ref int depth, out string? fault)
    {
        if (_open.Contains(target))
        {
            fault = $"jump to {target} would never end: that chain leads here";
            return null;
        }

        var below = CompileChain(target) + 1;
        fault = below > MaxDepth ? $"jump to {target}: more than {MaxDepth} jumps in a row" : null;
        if (fault is not null)
            return null;
        depth = Math.Max(depth, below);
        return new ClassifierVerdict.Jump(target);
    }

    private static byte PolicyOf(OnFailover policy) => policy switch
    {
        OnFailover.Reset => 1,
        OnFailover.Move => 2,
        OnFailover.Keep => 3,
        _ => 0,
    };

    private static string WordOf(MangleAction action) => action switch
    {
        MangleAction.Drop => "drop",
        MangleAction.MarkConnection => "mark-connection",
        MangleAction.MarkPacket => "mark-packet",
        MangleAction.ChangeMss => "change-mss",
        _ => "of this kind",
    };

    private void Report(Entry<MangleRule> entry, string message) =>
        _problems.Add(new ClassifierProblem(entry.Origin, message));
}
