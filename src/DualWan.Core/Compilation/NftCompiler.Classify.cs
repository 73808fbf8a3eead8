using DualWan.Core.Classification;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;

namespace DualWan.Core.Compilation;

/// <summary>The classifier program as chains, sets and verdicts.</summary>
internal sealed partial class NftCompiler
{
    private void AddClassifier(PreparedClassifier classifier)
    {
        foreach (var problem in classifier.Problems)
            context.AddProblem(problem);
        foreach (var (verdict, mark) in classifier.Verdicts)
            _verdicts[verdict] = mark;
        foreach (var written in classifier.Text.Chains)
        {
            var builder = new NftChainBuilder(written.Name);

            // Somebody who has written our bits before us has chosen already.
            builder.RuleIf(written == classifier.Text.Chains[0], $"{MetaMark()} != 0 return");
            foreach (var line in written.Lines)
                builder.Rule(line);
            Add(builder);
        }

        foreach (var set in classifier.Text.Sets)
            AddListSet(set);
    }

    private void AddListSet(ClassifierSet set) => _sets[set.Name] = new NftSet(
        set.Name, set.Family == IpFamily.IPv4 ? NftKeyType.IPv4Address : NftKeyType.IPv6Address)
    {
        Interval = true,
        Ranges = context.Input.Prepared.List(set.List, set.Family),
    };
}
