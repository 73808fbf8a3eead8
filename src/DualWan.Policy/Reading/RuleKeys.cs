using DualWan.Core;
using DualWan.Core.Config;
using DualWan.Policy.Checking;
using DualWan.Policy.Model;
using DualWan.Policy.Yaml;

namespace DualWan.Policy.Reading;

/// <summary>The keys of a rule.</summary>
internal static class RuleKeys
{
    private const int MaxComment = 200;

    private const string ExpectedUplinks = "an uplink, a list of uplinks in order of preference, or none";

    public static readonly (string Word, OnFailover Value)[] OnFailoverWords =
        [("reset", OnFailover.Reset), ("move", OnFailover.Move), ("keep", OnFailover.Keep)];

    private static readonly KeyTable<PolicyRule> Table = new(
        "a rule",
        ["from", "to", "time"],
        ("src-address", static (v, f, r) => r with { SrcAddress = v.RangeOf(f) }),
        ("dst-address", static (v, f, r) => r with { DstAddress = v.RangeOf(f) }),
        ("src-address-list", static (v, f, r) => r with { SrcAddressList = v.ListName(f) }),
        ("dst-address-list", static (v, f, r) => r with { DstAddressList = v.ListName(f) }),
        ("protocol", static (v, f, r) => r with { Protocol = v.Protocol(f) }),
        ("src-port", static (v, f, r) => r with { SrcPort = v.Ports(f) }),
        ("dst-port", static (v, f, r) => r with { DstPort = v.Ports(f) }),
        ("port", static (v, f, r) => r with { Port = v.Ports(f) }),
        ("in-interface", static (v, f, r) => r with
        {
            InInterface = v.Negatable<string>(f, NameText.ExpectedInterface, NameText.TryParseInterface),
        }),
        ("dscp", static (v, f, r) => r with { Dscp = v.Dscp(f) }),
        ("uplink", static (v, f, r) => r with { Target = Target(v, f) }),
        ("failover", static (v, f, r) => r with { Failover = v.YesNo(f) }),
        ("on-failover", static (v, f, r) => r with { OnFailover = v.Choice(f, OnFailoverWords) }),
        ("comment", static (v, f, r) => r with { Comment = Comment(v, f) }));

    private static readonly string[] NoMatchers = ["uplink", "failover", "on-failover", "comment"];

    public static PolicyRule Read(ValueReader values, YamlMapping block, PolicyRule rule) =>
        Table.Read(values, block, rule) with
        {
            HasTargetKey = Table.Mentions(block, "uplink"),
            HasMatcherKeys = block.Entries.Any(static entry => !NoMatchers.Contains(entry.Key.Text)),
        };

    private static Located<RuleTarget>? Target(ValueReader values, Field field)
    {
        if (field.Node is YamlScalar { Text: "none" })
            return new(RuleTarget.None.Instance, field.Node.Location);
        var names = new List<Located<string>>();
        var items = values.Items(field, ExpectedUplinks) ?? [];
        foreach (var item in values.AtMost(field, items, PolicyChecker.MaxUplinks))
        {
            if (values.Text(new Field(field.Key, item), ExpectedUplinks) is { } name)
                names.Add(new Located<string>(name, item.Location));
        }

        return names.Count == 0 ? null : new(new RuleTarget.Uplinks(names.ToEquatableArray()), field.Node.Location);
    }

    private static Located<string>? Comment(ValueReader values, Field field) =>
        values.Read(
            field,
            $"a text of one line and at most {MaxComment} characters",
            static (string text, out string value, out string? hint) =>
            {
                value = text;
                hint = null;
                return text.Length <= MaxComment && !text.Any(char.IsControl);
            });
}
