using DualWan.Core.Config;
using DualWan.Core.Reconciliation;
using Xunit;

namespace DualWan.Core.Tests.Compilation;

public sealed class CompilerRuleTests
{
    [Fact]
    public void Compile_TwoUplinks_RulesAreThoseOfTheTestedLayout() => Assert.Equal(
    [
        "20001 fwmark 81000000/ff000000 lookup 7801",
        "20002 fwmark 82000000/ff000000 lookup 7802",
        "20041 fwmark c1000000/df000000 lookup 7701",
        "20042 fwmark c2000000/df000000 lookup 7702",
        "20100 lookup 254 suppress 0",
        "20201 oif wan1 lookup 7701",
        "20202 oif wan2 lookup 7702",
        "20301 from 10.31.0.2/32 lookup 7701",
        "20302 from 10.32.0.2/32 lookup 7702",
        "20401 fwmark 41000000/ff000000 lookup 7701",
        "20402 fwmark 42000000/ff000000 lookup 7702",
        "20501 fwmark 01000000/ff000000 lookup 7801",
        "20502 fwmark 02000000/ff000000 lookup 7802",
        "20900 lookup 7700",
    ], Lines(new CompileFixture().Compile().State));

    [Fact]
    public void Compile_RouterBalance_AsksTheSourceAddressAfterTheClassifier()
    {
        var fixture = new CompileFixture { Settings = new DualWanSettings { Router = RouterTraffic.Balance } };

        var lines = Lines(fixture.Compile().State);

        Assert.Contains("20601 from 10.31.0.2/32 lookup 7701", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("203", StringComparison.Ordinal));
    }

    private static List<string> Lines(DesiredState state) => [.. state.Rules.Select(Line)];

    private static string Line(KernelRule rule) => string.Join(' ', new[]
    {
        $"{rule.Priority}",
        rule.Mark is { } mark ? $"fwmark {mark:x8}/{rule.Mask:x8}" : null,
        rule.OutInterface is { } device ? $"oif {device}" : null,
        rule.From is { } from ? $"from {from}" : null,
        $"lookup {rule.Table}",
        rule.SuppressPrefixLength is { } length ? $"suppress {length}" : null,
    }.Where(static part => part is not null));
}
