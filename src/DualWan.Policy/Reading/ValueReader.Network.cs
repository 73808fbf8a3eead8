using DualWan.Core;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Text;
using DualWan.Policy.Model;
using DualWan.Policy.Yaml;

namespace DualWan.Policy.Reading;

/// <summary>Values of the network: interfaces, addresses, ports, and RouterOS's negation.</summary>
internal sealed partial class ValueReader
{
    public Located<string>? Interface(Field field) =>
        Read<string>(field, NameText.ExpectedInterface, NameText.TryParseInterface);

    public Located<Negatable<T>>? Negatable<T>(Field field, string expected, Parser<T> parse) =>
        Read(field, expected, (string text, out Negatable<T> value, out string? hint) =>
        {
            var negated = text.StartsWith('!');
            var parsed = parse(negated ? text[1..].Trim() : text, out var bare, out hint);
            value = new Negatable<T>(bare, negated);
            return parsed;
        });

    public Located<Negatable<IpRange>>? RangeOf(Field field)
    {
        if (field.Node is YamlSequence)
        {
            Wrong(field, AddressText.ExpectedRange, "several addresses go into address-lists");
            return null;
        }

        return Negatable<IpRange>(field, AddressText.ExpectedRange, AddressText.TryParseRange);
    }

    public Located<Negatable<byte>>? Protocol(Field field)
    {
        if (field.Node is YamlSequence)
        {
            Wrong(field, ProtocolText.Expected, "write one rule for each protocol");
            return null;
        }

        return Negatable<byte>(field, ProtocolText.Expected, ProtocolText.TryParse);
    }

    public Located<Negatable<byte>>? Dscp(Field field) =>
        Negatable(field, "a number from 0 to 63", static (string text, out byte value, out string? hint) =>
        {
            var parsed = NumberText.TryParse(text, out var number, out hint) && number <= 63;
            value = parsed ? (byte)number : (byte)0;
            return parsed;
        });

    /// <summary>Ports as a text with commas, a number, or a YAML list of either.</summary>
    public Located<Negatable<EquatableArray<PortRange>>>? Ports(Field field)
    {
        if (Items(field, PortText.Expected) is not { } items)
            return null;
        var ranges = new List<PortRange>();
        var negated = false;
        for (var i = 0; i < items.Count; i++)
        {
            var item = new Field(field.Key, items[i]);
            if (Text(item, PortText.Expected) is not { } text)
                return null;
            if (text.StartsWith('!') && items.Count == 1)
                (negated, text) = (true, text[1..]);
            if (PortText.TryParse(text, ranges, out var hint))
                continue;
            Wrong(item, PortText.Expected, hint);
            return null;
        }

        return new(new(ranges.ToEquatableArray(), negated), field.Node.Location);
    }

    /// <summary>The name of a list or an interface with RouterOS's <c>!</c>; whether it exists is asked
    /// later.</summary>
    public Located<Negatable<string>>? ListName(Field field) =>
        Negatable(field, "the name of an address list", static (string text, out string name, out string? hint) =>
        {
            name = text;
            hint = text.Contains(',', StringComparison.Ordinal) ? "one list to a rule" : null;
            return NameText.IsListName(text);
        });
}
