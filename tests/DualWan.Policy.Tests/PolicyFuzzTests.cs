using System.Text;
using DualWan.Core.Text;
using Xunit;

namespace DualWan.Policy.Tests;

/// <summary>
/// Policies, good and broken, changed at random but repeatably: nothing may come out but diagnostics, and a text with an
/// error gives no configuration.
/// </summary>
public sealed class PolicyFuzzTests
{
    private const int Rounds = 1500;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Changed_policies_give_diagnostics_and_never_an_exception(int seed)
    {
        var mutator = new PolicyMutator(seed);
        var (good, bad) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var text = mutator.Next();
            if (LoadText(text, $"seed {seed}, round {round}"))
                good++;
            else
                bad++;
        }

        // A fuzzer whose texts all die at the first check, or all pass, tests nothing.
        Assert.InRange(good, Rounds / 50, Rounds);
        Assert.InRange(bad, Rounds / 10, Rounds);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Changed_bytes_give_diagnostics_and_never_an_exception(int seed)
    {
        var random = new Random(seed);
        var corpus = PolicyMutator.Corpus.Select(Encoding.UTF8.GetBytes).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = corpus[random.Next(corpus.Length)].ToArray();
            for (var change = random.Next(1, 6); change > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var cut = bytes.AsSpan(0, random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length).ToArray();
            Judge(() => PolicyFile.Load(Load.FileName, cut), $"seed {seed}, round {round}");
        }
    }

    /// <summary>Every prefix of a policy is a file that somebody is just writing.</summary>
    [Fact]
    public void Every_prefix_of_the_whole_schema_gives_diagnostics_and_never_an_exception()
    {
        for (var length = 0; length <= TestPolicies.WholeSchema.Length; length += 3)
            LoadText(TestPolicies.WholeSchema[..length], $"length {length}");
    }

    private static bool LoadText(string text, string round) =>
        Judge(() => PolicyFile.Load(new SourceText(Load.FileName, text)), $"{round}:\n{text}");

    /// <summary>Whether the text was good.</summary>
    private static bool Judge(
        Func<(Core.Config.RouterConfig? Config, IReadOnlyList<Diagnostic> Diagnostics)> load, string round)
    {
        try
        {
            var (config, diagnostics) = load();
            var isBad = diagnostics.Any(static item => item.Severity == DiagnosticSeverity.Error);
            Assert.True(isBad == (config is null), round);
            Assert.All(diagnostics, static item => AssertShowable(item));
            Assert.True(config is null || config.Uplinks.Count is > 0 and <= 30, round);
            return !isBad;
        }
        catch (Exception error) when (error is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{error}\n{round}");
            return false;
        }
    }

    /// <summary>One line, with a place in the file, and nothing in it that a terminal would act on.</summary>
    private static void AssertShowable(Diagnostic item)
    {
        Assert.True(item.Location is { FileName: Load.FileName, Line: > 0, Column: > 0 }, item.ToString());
        Assert.DoesNotContain(item.ToString(), static c => char.IsControl(c));
        Assert.True(item.ToString().Length < 1000, item.ToString());
    }
}
