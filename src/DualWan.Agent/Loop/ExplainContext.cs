using DualWan.Core.Compilation;
using DualWan.Core.Reconciliation;

namespace DualWan.Agent.Loop;

/// <summary>What names the things that the kernel has: the config in force, and the text of our rules by their
/// comments.</summary>
internal sealed record ExplainContext(PreparedConfig Prepared, KernelSnapshot Snapshot, NftTable? Table)
{
    /// <summary>The rule that carries a comment, or null: not one of this config.</summary>
    public string? TextOf(string comment)
    {
        foreach (var chain in Table?.Chains ?? [])
        {
            foreach (var rule in chain.Rules)
            {
                if (rule.Comment == comment)
                    return rule.Text;
            }
        }

        return null;
    }
}
