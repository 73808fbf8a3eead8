using System.Globalization;
using DualWan.Netlink.Netfilter;

namespace DualWan.Kernel.Explaining;

/// <summary>
/// Runs the rules that the kernel really has over a packet, expression by expression, as net/netfilter/nf_tables_core.c
/// does: what somebody edited by hand shows.
/// </summary>
internal sealed class NftMachine
{
    /// <summary>NFT_JUMP_STACK_SIZE.</summary>
    private const int MaxDepth = 16;

    private readonly Dictionary<string, List<NftRuleBody>> _rules = [];
    private readonly NftExpressionRunner _runner;
    private readonly List<NftTraceStep> _trace = [];

    public NftMachine(NftablesNetlink nft, NftFamily family, string table)
    {
        foreach (var rule in nft.ListRuleBodies(family, table))
        {
            if (!_rules.TryGetValue(rule.Chain, out var rules))
                _rules[rule.Chain] = rules = [];
            rules.Add(rule);
        }

        Chains = nft.ListChains(family, table);
        _runner = new NftExpressionRunner(nft, family, table);
    }

    public IReadOnlyList<NftChain> Chains { get; }

    /// <summary>The rules that matched, since the last <see cref="TakeTrace"/>.</summary>
    public IReadOnlyList<NftTraceStep> TakeTrace()
    {
        NftTraceStep[] steps = [.. _trace];
        _trace.Clear();
        return steps;
    }

    /// <summary>Runs one base chain; an end without a verdict is the policy.</summary>
    public NftVerdict Run(NftChain chain, ExplainedPacket packet)
    {
        var verdict = RunChain(chain.Name, packet, 0);
        return verdict is NftVerdict.Continue or NftVerdict.Return
            ? chain.Policy == 0 ? NftVerdict.Drop : NftVerdict.Accept
            : verdict;
    }

    private NftVerdict RunChain(string name, ExplainedPacket packet, int depth)
    {
        if (depth > MaxDepth)
            return NftVerdict.Drop;
        var index = 0;
        foreach (var rule in _rules.GetValueOrDefault(name) ?? [])
        {
            index++;
            var verdict = RunRule(rule, index, packet);
            switch (verdict)
            {
                case NftVerdict.Continue or NftVerdict.Break:
                    continue;
                case NftVerdict.Goto:
                    return RunChain(_runner.Registers.Chain, packet, depth + 1);
                case NftVerdict.Jump:
                    var inner = RunChain(_runner.Registers.Chain, packet, depth + 1);
                    if (inner is NftVerdict.Continue or NftVerdict.Return)
                        continue;
                    return inner;
                default:
                    return verdict;
            }
        }

        return NftVerdict.Continue;
    }

    private NftVerdict RunRule(NftRuleBody rule, int index, ExplainedPacket packet)
    {
        var (mark, connectionMark, translation) = (packet.Mark, packet.ConnectionMark, packet.Translation);
        _runner.Registers.Clear();
        _runner.IsGuess = false;
        foreach (var expression in rule.Expressions)
        {
            var verdict = _runner.Run(expression, packet);
            if (verdict == NftVerdict.Break)
                return NftVerdict.Break;
            if (verdict == NftVerdict.Unknown)
            {
                _trace.Add(new NftTraceStep(rule.Chain, index, rule.Comment,
                    $"can't be worked out here ({expression.Name})"));
                return NftVerdict.Break;
            }

            if (verdict != NftVerdict.Continue)
            {
                Note(rule, index, Word(verdict) + (_runner.IsGuess ? ", were it the first turn" : ""));
                return verdict;
            }
        }

        if (packet.Mark != mark)
            Note(rule, index, "mark " + Hex(packet.Mark));
        if (packet.ConnectionMark != connectionMark)
            Note(rule, index, "pin " + Hex(packet.ConnectionMark));
        if (packet.Translation != translation)
            Note(rule, index, packet.Translation!);
        return NftVerdict.Continue;
    }

    private void Note(NftRuleBody rule, int index, string effect) =>
        _trace.Add(new NftTraceStep(rule.Chain, index, rule.Comment, effect));

    private string Word(NftVerdict verdict) => verdict switch
    {
        NftVerdict.Goto or NftVerdict.Jump => $"{verdict.ToString().ToLowerInvariant()} {_runner.Registers.Chain}",
        _ => verdict.ToString().ToLowerInvariant(),
    };

    private static string Hex(uint value) => "0x" + value.ToString("x8", CultureInfo.InvariantCulture);
}
