using DualWan.Core;
using DualWan.Core.Net;
using DualWan.Core.Text;
using DualWan.Policy.Model;
using DualWan.Policy.Yaml;

namespace DualWan.Policy.Reading;

/// <summary>Reads <c>address-lists</c>; one list may have a hundred thousand entries.</summary>
internal static class AddressLists
{
    /// <summary>After so many repeated entries of one list the rest is a number.</summary>
    private const int ShownDuplicates = 20;

    public static List<PolicyAddressList> Read(ValueReader values, Field field)
    {
        var lists = new List<PolicyAddressList>();
        if (field.Node is YamlScalar { IsEmpty: true })
            return lists;
        foreach (var (key, value) in values.Block(field, "{via-isp1: [192.168.1.2]}")?.Entries ?? [])
        {
            if (!NameText.IsListName(key.Text))
                values.Wrong(new Field(field.Key, key), NameText.ExpectedList);
            var ranges = value is YamlSequence { Items.Count: 0 }
                ? []
                : Ranges(values, new Field(YamlScalar.Shown(key.Text), value));
            lists.Add(new PolicyAddressList(key.Text, key.Location, ranges.ToEquatableArray()));
        }

        return lists;
    }

    private static List<Located<IpRange>> Ranges(ValueReader values, Field field)
    {
        var ranges = new List<Located<IpRange>>();
        var known = new Dictionary<IpRange, TextLocation>();
        var repeated = 0;
        foreach (var item in values.Items(field, "a list of addresses, prefixes and ranges") ?? [])
        {
            if (item is YamlScalar name && NameText.LooksLikeHostName(name.Text))
                values.NotYet(name.Location, $"{field.Key}: a name such as {name.Description}");
            else if (values.Read<IpRange>(
                new Field(field.Key, item), AddressText.ExpectedRange, AddressText.TryParseRange) is not { } range)
                continue;
            else if (known.TryAdd(range.Value, range.Location))
                ranges.Add(range);
            else if (++repeated <= ShownDuplicates)
                values.Diagnostics.Warning(
                    range.Location, $"'{range.Value}' is in the list twice; the first is at {known[range.Value]}");
        }

        if (repeated > ShownDuplicates)
            values.Diagnostics.Warning(
                field.Node.Location, $"{field.Key}: {repeated - ShownDuplicates} more entries are in the list twice");
        return ranges;
    }
}
