using System.Globalization;
using DualWan.Core.Classification;

namespace DualWan.Core.Compilation;

/// <summary>A classifier program with its text in nftables, and the verdict chains that the text leads to.</summary>
internal sealed record PreparedClassifier(
    ClassifierProgram Program, ClassifierText Text, IReadOnlyDictionary<string, RouteMark> Verdicts,
    EquatableArray<Problem> Problems)
{
    public static PreparedClassifier Of(PreparedConfig config, string chain, string name)
    {
        var verdicts = new SortedDictionary<string, RouteMark>(StringComparer.Ordinal);
        var (compiled, faults) = ClassifierCompiler.Compile(config.Config, chain, config.MarkOf);
        var program = compiled with { Seed = config.HashSeed };
        var text = ClassifierText.Render(ClassifierGrouping.Group(program), name, mark =>
        {
            var verdict = VerdictChain(mark);
            verdicts[verdict] = mark;
            return "goto " + verdict;
        });
        var problems = faults.Select(static fault =>
            new Problem("rule-left-out", fault.Message, null, null, fault.Origin))
            .Concat(text.Problems.Select(static problem => new Problem("rule-never-matches", problem)));
        return new PreparedClassifier(program, text, verdicts, problems.ToEquatableArray());
    }

    /// <summary>The chain that writes a mark; one per mark that occurs.</summary>
    private static string VerdictChain(RouteMark mark) =>
        (mark.Strict ? "s" : "w") + mark.Number.ToString(CultureInfo.InvariantCulture)
        + (mark.Policy == 0 ? "" : "_" + mark.Policy.ToString(CultureInfo.InvariantCulture));
}
