using DualWan.Core;
using DualWan.Core.Net;
using DualWan.Policy.Model;
using DualWan.Policy.Yaml;

namespace DualWan.Policy.Reading;

/// <summary>Reads <c>address-lists</c>; one list may have a hundred thousand entries.</summary>
internal static class AddressLists
{
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

    private static List<Located<IpRange>> Ranges(ValueReader values, Field field) =>
        values.Distinct(field, "a list of addresses, prefixes and ranges", int.MaxValue, item => Range(values, item));

    private static Located<IpRange>? Range(ValueReader values, Field item)
    {
        if (item.Node is not YamlScalar name || !NameText.LooksLikeHostName(name.Text))
            return values.Read<IpRange>(item, AddressText.ExpectedRange, AddressText.TryParseRange);
        values.NotYet(name.Location, $"{item.Key}: a name such as {name.Description}");
        return null;
    }
}
