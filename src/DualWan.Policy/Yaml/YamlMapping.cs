using DualWan.Core.Text;

namespace DualWan.Policy.Yaml;

/// <summary>Keys with values in the order of the file; every key occurs once.</summary>
internal sealed class YamlMapping(TextLocation location, IReadOnlyList<YamlEntry> entries) : YamlNode(location)
{
    public IReadOnlyList<YamlEntry> Entries { get; } = entries;

    public override string Description => Entries.Count == 0 ? "{}" : "keys with values";

    public bool Has(string key)
    {
        foreach (var entry in Entries)
        {
            if (entry.Key.Text == key)
                return true;
        }

        return false;
    }
}
