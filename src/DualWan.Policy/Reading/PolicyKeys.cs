using DualWan.Core;
using DualWan.Core.Config;
using DualWan.Policy.Model;
using DualWan.Policy.Yaml;

namespace DualWan.Policy.Reading;

/// <summary>The keys of the top level and of its small blocks.</summary>
internal static class PolicyKeys
{
    /// <summary>Nobody writes more; a pattern would be the better idea.</summary>
    private const int MaxInterfaces = 1000;

    private static readonly (string Word, OnFailback Value)[] OnFailbackWords =
        [("keep", OnFailback.Keep), ("drain", OnFailback.Drain), ("reset", OnFailback.Reset)];

    private static readonly KeyTable<PolicyDocument> OnFailoverTable = new(
        "on-failover",
        [],
        ("connections", static (v, f, p) => p with { OnFailover = v.Choice(f, RuleKeys.OnFailoverWords) }));

    private static readonly KeyTable<PolicyDocument> OnFailbackTable = new(
        "on-failback",
        [],
        ("connections", static (v, f, p) => p with
        {
            OnFailback = v.Choice(f, OnFailbackWords),
        }),
        ("after", static (v, f, p) => p with
        {
            DrainAfter = v.Time(f, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)),
        }));

    private static readonly KeyTable<PolicyBalance> BalanceTable = new(
        "balance",
        [],
        ("method", static (v, f, b) => b with
        {
            Method = v.Choice(
                f,
                ("pcc", BalanceMethod.Pcc),
                ("ecmp", BalanceMethod.Ecmp),
                ("nth", BalanceMethod.Nth),
                ("none", BalanceMethod.None)),
        }),
        ("per-connection-classifier", static (v, f, b) => b with { Classifier = v.Choice(f, [.. PccFieldsText.All]) }),
        ("other", static (v, f, b) => b with { Other = v.Choice(f, [.. PccFieldsText.All]) }));

    private static readonly KeyTable<EquatableArray<Located<string>>> LanTable = new(
        "lan",
        [],
        ("interfaces", static (v, f, _) => Interfaces(v, f)));

    public static KeyTable<PolicyDocument> Table { get; } = new(
        "the policy",
        ["networks", "devices", "port-forwards", "notify"],
        ("uplinks", static (v, f, p) => p with { Uplinks = [.. Uplinks(v, f)] }),
        ("lan", static (v, f, p) => p with { Lan = Lan(v, f) }),
        ("balance", static (v, f, p) => p with { Balance = Balance(v, f) }),
        ("health", static (v, f, p) => p with { Health = HealthKeys.Read(v, f) }),
        ("address-lists", static (v, f, p) => p with { AddressLists = [.. AddressLists.Read(v, f)] }),
        ("rules", static (v, f, p) => p with { Rules = [.. Rules(v, f)] }),
        ("nat", static (v, f, p) => p with { Masquerade = Nat(v, f) }),
        ("router", static (v, f, p) => p with
        {
            Router = v.Choice(f, ("follow", RouterTraffic.Follow), ("balance", RouterTraffic.Balance)),
        }),
        ("ipv6", static (v, f, p) => p with
        {
            IPv6 = v.Choice(f, ("pass", IPv6Policy.Pass), ("block", IPv6Policy.Block)),
        }),
        ("firewall", static (v, f, p) => p with
        {
            Firewall = v.Choice(f, ("router", FirewallProfile.Router), ("none", FirewallProfile.None)),
        }),
        ("on-failover", static (v, f, p) => Block(v, f, OnFailoverTable, "{connections: reset}", p)),
        ("on-failback", static (v, f, p) => Block(v, f, OnFailbackTable, "{connections: keep}", p)));

    private static T Block<T>(ValueReader values, Field field, KeyTable<T> table, string example, T record) =>
        values.Block(field, example) is { } block ? table.Read(values, block, record) : record;

    private static PolicyBalance Balance(ValueReader values, Field field) =>
        Block(values, field, BalanceTable, "{method: pcc}", new PolicyBalance { Location = field.Node.Location });

    private static EquatableArray<Located<string>> Lan(ValueReader values, Field field) =>
        Block(values, field, LanTable, "{interfaces: [lan0]}", EquatableArray<Located<string>>.Empty);

    private static List<PolicyUplink> Uplinks(ValueReader values, Field field)
    {
        var uplinks = new List<PolicyUplink>();
        if (field.Node is YamlMapping { Entries.Count: 0 })
            values.Wrong(field, "at least one uplink such as {isp1: {interface: wan1}}");
        foreach (var (key, value) in values.Block(field, "{isp1: {interface: wan1}}")?.Entries ?? [])
        {
            if (value is YamlScalar && UplinkKeys.Table.IsKnown(key.Text))
            {
                values.Diagnostics.Error(
                    key.Location,
                    $"'{key.Text}' stands where an uplink's name is expected", "indent it deeper, below its uplink");
                continue;
            }

            CheckUplinkName(values, key);
            var block = values.Block(new Field(YamlScalar.Shown(key.Text), value), "{interface: wan1}");
            uplinks.Add(UplinkKeys.Read(values, block, new PolicyUplink(key.Text, key.Location)));
        }

        return uplinks;
    }

    private static void CheckUplinkName(ValueReader values, YamlScalar key)
    {
        if (!NameText.IsUplinkName(key.Text))
        {
            var hint = ValueReader.DidYouMean(NameText.NearUplinkName(key.Text));
            values.Diagnostics.Error(
                key.Location, $"uplinks: expected {NameText.ExpectedUplink}, found {key.Description}", hint);
        }
        else if (NameText.WhyNoUplinkName(key.Text) is { } why)
        {
            values.Diagnostics.Error(key.Location, $"uplinks: expected another name, found {key.Description}", why);
        }
    }

    private static EquatableArray<Located<string>> Interfaces(ValueReader values, Field field) =>
        values.Distinct(field, "interface names such as [lan0]", MaxInterfaces, values.Interface).ToEquatableArray();

    private static List<PolicyRule> Rules(ValueReader values, Field field)
    {
        var rules = new List<PolicyRule>();
        if (field.Node is YamlScalar { IsEmpty: true } or YamlSequence { Items.Count: 0 })
            return rules;
        if (field.Node is not YamlSequence list)
        {
            values.Wrong(field, "a list of rules such as '- {src-address: 192.168.1.2, uplink: isp1}'");
            return rules;
        }

        for (var i = 0; i < list.Items.Count; i++)
        {
            var rule = new PolicyRule(i + 1, list.Items[i].Location);
            var item = new Field(rule.Name, list.Items[i]);
            if (values.Block(item, "{src-address: 192.168.1.2, uplink: isp1}") is { } block)
                rules.Add(RuleKeys.Read(values, block, rule));
        }

        return rules;
    }

    private static Located<bool>? Nat(ValueReader values, Field field) =>
        values.Read(field, "masquerade or no", static (string text, out bool value, out string? hint) =>
        {
            value = text == "masquerade";
            var known = value || ValueReader.IsNo(text);
            hint = known ? null : UplinkKeys.NearMasquerade(text);
            return known;
        });
}
