using DualWan.Core;
using DualWan.Core.Compilation;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using DualWan.Core.Routing;
using DualWan.Core.Text;
using DualWan.Policy;

namespace DualWan.Kernel.LiveTests.Compilation;

/// <summary>
/// Whatever a policy may say, the kernel takes: random policies one after the other on one router, each a live change
/// from the one before, with lines that are up, drain and are down. The kernel and nft are the judges.
/// </summary>
public sealed class CompiledPolicyLiveTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_policy_is_taken_by_the_kernel_and_planned_only_once(int series)
    {
        using var router = new LiveRouter();
        var policies = new RandomPolicies(series);
        var numbers = UplinkNumbers.None;
        for (var i = 0; i < 12; i++)
        {
            var text = policies.Next();
            var (config, diagnostics) = PolicyFile.Load(new SourceText("random.yaml", text));
            Assert.True(config is not null, string.Join('\n', diagnostics) + "\n" + text);
            numbers = numbers.Update(config, out _);
            var prepared = new PreparedConfig(config, numbers, (uint)i);
            var first = Compile(router, prepared, UsesOf(config, policies));
            Apply(router, first, text);
            Assert.Equal(first.State.Nft!.Chains.Count, Chains(router));

            var second = Compile(router, prepared, UsesOf(config, policies));
            Apply(router, second, text);
        }
    }

    private static void Apply(LiveRouter router, CompileResult compiled, string text)
    {
        var result = router.Apply(router.Plan(compiled.State));
        Assert.True(result.Succeeded, string.Join('\n', result.Failures.Select(static failure =>
            $"{OperationText.Of(failure.Operation)}\n{failure.Message}")) + "\n" + text);
        var again = router.Plan(compiled.State);
        Assert.True(again.IsEmpty, OperationText.Of(again) + "\n" + text);
    }

    /// <summary>As nft counts them.</summary>
    private static int Chains(LiveRouter router) => router.Space.Run("nft", "list", "table", "inet", "dualwan").Output
        .Split('\n').Count(static line => line.StartsWith("\tchain ", StringComparison.Ordinal));

    private static CompileResult Compile(
        LiveRouter router, PreparedConfig prepared, IReadOnlyDictionary<string, (bool Forwards, bool AcceptsNew)> uses)
    {
        var snapshot = router.Namespace.Do(() => router.Kernel.Read(
            new SnapshotRequest(true, SysctlCompiler.KeysFor(prepared.Config))));
        return Compiler.Compile(new CompileInput(prepared, new Observations
        {
            Links = snapshot.Links,
            Addresses = snapshot.Addresses,
            ForeignRoutes = snapshot.ForeignRoutes,
            Sysctls = snapshot.Sysctls,
            Uplinks =
            [
                .. prepared.Config.Uplinks.Select(entry => new UplinkObservation(
                    entry.Value.Name, Hop(entry.Value), null, uses[entry.Value.Name].Forwards,
                    uses[entry.Value.Name].AcceptsNew)),
            ],
        }));
    }

    private static Dictionary<string, (bool Forwards, bool AcceptsNew)> UsesOf(
        RouterConfig config, RandomPolicies policies) =>
        config.Uplinks.ToDictionary(static entry => entry.Value.Name, entry =>
        {
            var forwards = Hop(entry.Value) is not null && policies.Chance(80);
            return (forwards, forwards && policies.Chance(80));
        });

    /// <summary>Null for an interface that does not exist.</summary>
    private static LearnedHop? Hop(Uplink uplink) => uplink.Interface.StartsWith("wan", StringComparison.Ordinal)
        ? new LearnedHop(uplink.Name, IpFamily.IPv4, uplink.Interface,
            IpAddress.Parse($"10.3{uplink.Interface[3..]}.0.1"))
        : null;
}
