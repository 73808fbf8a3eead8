using System.Globalization;
using System.Text.RegularExpressions;
using DualWan.Core.Compilation;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using DualWan.Core.Text;
using DualWan.Policy;

namespace DualWan.RepositoryTests.Documents;

/// <summary>What the compiler makes is in docs/kernel-state.md: chains, sets, counters, rules, sysctls.</summary>
public sealed partial class KernelStateDocumentTests
{
    private const string Everything = """
        uplinks:
          a: {interface: wan1, mss: 1400}
          b: {interface: wan2}
        lan: {interfaces: [lan0]}
        nat: masquerade
        ipv6: block
        balance: {method: ecmp}
        address-lists: {v4: [10.0.0.0/8]}
        rules:
          - {src-address-list: v4, uplink: b, failover: no}
          - {protocol: tcp, dst-port: 443, uplink: a, on-failover: keep}
          - {src-address: 10.0.0.1, uplink: none}
        """;

    private static readonly string Text = Documentation.Text("kernel-state.md");

    [Fact]
    public void Every_base_chain_has_a_row_with_its_hook_and_priority()
    {
        var rows = Documentation.Rows(Documentation.Section(Text, "## Table `inet dualwan`")).ToList();

        foreach (var chain in States().SelectMany(static state => state.Nft!.Chains)
            .Where(static chain => chain.Hook is not null))
        {
            var row = rows.Single(row => row[0].Contains($"`{chain.Name}`", StringComparison.Ordinal));
            Assert.Contains(PriorityText(chain.Hook!.Priority), row[1], StringComparison.Ordinal);
            if (!chain.Name.StartsWith("filter_", StringComparison.Ordinal))
                Assert.StartsWith($"{(chain.Hook.Type == "route" ? "route " : "")}{chain.Hook.Hook}", row[1]);
        }
    }

    [Fact]
    public void Every_other_chain_every_set_and_every_counter_is_named()
    {
        var names = States().SelectMany(static state => state.Nft!.Chains.Select(static chain => chain.Name)
            .Concat(state.Nft.Sets.Select(static set => set.Name)).Concat(state.Nft.Counters));

        Sources.AssertNone(names.Select(Written).Distinct()
            .Where(static name => !Text.Contains($"`{name}`", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_rule_has_a_row_with_its_priority()
    {
        var rows = Documentation.Rows(Documentation.Section(Text, "## Rules")).Select(static row => row[0]).ToHashSet();
        var priorities = States().SelectMany(static state => state.Rules)
            .Select(static rule => rule.Priority).Distinct();

        Sources.AssertNone(
            from priority in priorities
            let number = priority % 20
            let written = number == 0 ? $"{priority}" : $"{priority - number}+k"
            where !rows.Contains(written)
            select written);
    }

    [Fact]
    public void Every_sysctl_is_named()
    {
        var keys = SysctlCompiler.KeysFor(Load(Everything)).Select(static key => key.Split('/')[^1]).Distinct();

        Assert.All(keys, static key => Assert.Contains(key, Text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_numbers_are_the_programs()
    {
        Assert.Contains($"protocol {KernelNumbers.Protocol}", Text, StringComparison.Ordinal);
        Assert.Contains($"table `inet {KernelNumbers.NftTable}`", Text, StringComparison.Ordinal);
        Assert.Contains($"from {KernelNumbers.NextHopIdBase})", Text, StringComparison.Ordinal);
        Assert.Contains($"{NextHopIds.NextHop(IpFamily.IPv4, 1)} is 0xD7400001", Text, StringComparison.Ordinal);
        Assert.Contains($"mask 0x{MarkLayout.Mask:x8}", Text, StringComparison.Ordinal);
        Assert.Contains($"mask 0x{MarkLayout.PinMask:x8}", Text, StringComparison.Ordinal);
        Assert.Contains($"0x{MarkLayout.PolicyMask:x8}", Text, StringComparison.Ordinal);
        Assert.Contains($"`unreachable` at {KernelNumbers.TailMetric}", Text, StringComparison.Ordinal);
        Assert.Contains($"1 to {KernelNumbers.MaxUplinks}", Text, StringComparison.Ordinal);
        Assert.Contains($"| {KernelNumbers.UnmarkedTable}+k, **strict**", Text, StringComparison.Ordinal);
        Assert.Contains($"| {KernelNumbers.PreferredTableBase}+k, **preferred**", Text, StringComparison.Ordinal);
    }

    private static IEnumerable<DesiredState> States() =>
        new[] { Everything, Everything + "\nrouter: balance" }.Select(static policy =>
        {
            var config = Load(policy);
            var numbers = UplinkNumbers.None.Update(config, out _);
            return Compiler.Compile(new CompileInput(new PreparedConfig(config, numbers, 1), Facts())).State;
        });

    private static Observations Facts() => new()
    {
        Links = [Link(1, "wan1"), Link(2, "wan2"), Link(3, "lan0")],
        Addresses = [Address(1, "192.0.2.2/24"), Address(2, "198.51.100.2/24"), Address(3, "10.0.0.1/8")],
    };

    private static LinkFact Link(int index, string name) =>
        new(index, name, true, true, 1500, null, 0, false, false, null);

    private static AddressFact Address(int link, string address) =>
        new(link, InterfaceAddress.Parse(address), null, false, true, 0);

    private static RouterConfig Load(string policy) =>
        PolicyFile.Load(new SourceText("policy", policy)).Config ?? throw new InvalidOperationException(policy);

    /// <summary>As the document writes it: K for an uplink's number, and names of lists by their beginning.</summary>
    private static string Written(string name)
    {
        if (name.StartsWith("l4_", StringComparison.Ordinal) || name.StartsWith("l6_", StringComparison.Ordinal))
            return $"{name[..3]}...";
        return name == "block6" ? name : Numbered().Replace(name, "${word}K");
    }

    private static string PriorityText(int priority) => priority switch
    {
        -140 => "mangle + 10",
        -5 => "filter - 5",
        0 => "filter",
        100 => "srcnat",
        105 => "srcnat + 5",
        _ => priority.ToString(CultureInfo.InvariantCulture),
    };

    [GeneratedRegex("^(?<word>[a-z]+)[0-9]+(?:_[0-9])?$")]
    private static partial Regex Numbered();
}
