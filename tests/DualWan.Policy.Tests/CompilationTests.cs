using DualWan.Core.Compilation;
using DualWan.Core.Config;
using Xunit;

namespace DualWan.Policy.Tests;

/// <summary>What a policy may say, the compiler must be able to carry out.</summary>
public sealed class CompilationTests
{
    [Theory]
    [InlineData("method: pcc, per-connection-classifier: both-addresses-and-ports, other: src-address")]
    [InlineData("method: ecmp, per-connection-classifier: src-port")]
    [InlineData("method: nth")]
    [InlineData("method: none")]
    public void Policy_with_everything_in_it_compiles_without_a_problem(string balance)
    {
        var config = Load.Config($$"""
            uplinks:
              a: {interface: wan1, weight: 3, mss: 1400}
              b: {interface: wan2, nat: 192.0.2.1}
              c: {interface: wan3, distance: 2, metered: yes, nat: no, gateway: none}
            lan: {interfaces: [lan0, lan1]}
            nat: masquerade
            router: balance
            balance: {{{balance}}}
            address-lists: {v4: [10.0.0.0/8, 192.168.1.2-192.168.1.9], both: [10.0.0.1, 2001:db8::/32], empty: []}
            rules:
              - {src-address: 10.0.0.0/24, dst-address: "!192.0.2.0/24", uplink: a}
              - {src-address-list: v4, dst-address-list: "!both", uplink: b, failover: no}
              - {protocol: tcp, src-port: "!1-1023", dst-port: "443,8000-8100", uplink: c, on-failover: keep}
              - {protocol: udp, port: 5060, uplink: [c, a], on-failover: move}
              - {protocol: "!icmp", dscp: 46, uplink: [c, b], failover: no}
              - {in-interface: lan1, uplink: none}
              - {in-interface: "!lan1", dscp: "!0", uplink: [a]}
              - {protocol: gre, uplink: b}
              - {src-address: 10.0.0.9-10.0.0.17, uplink: b}
            """);
        var numbers = UplinkNumbers.None.Update(config, out _);
        var result = Compiler.Compile(new CompileInput(new PreparedConfig(config, numbers, 1), new Observations()));
        Assert.DoesNotContain(result.Problems, static problem => problem.Origin is not null);
        Assert.DoesNotContain(result.Problems, static problem => problem.Code.StartsWith("rule", StringComparison.Ordinal));
        Assert.All(config.Mangle, entry => AssertMarked(entry.Value, config, numbers));
    }

    /// <summary>A mark that leads nowhere would leave the traffic to main.</summary>
    private static void AssertMarked(MangleRule rule, RouterConfig config, UplinkNumbers numbers)
    {
        if (rule.Action is MangleAction.MarkRouting mark)
            Assert.NotNull(new PreparedConfig(config, numbers, 1).MarkOf(mark.Table));
    }
}
