using DualWan.Core.Text;

namespace DualWan.Policy.Yaml;

/// <summary>A list: <c>[a, b]</c> or lines with dashes.</summary>
internal sealed class YamlSequence(TextLocation location, IReadOnlyList<YamlNode> items) : YamlNode(location)
{
    public IReadOnlyList<YamlNode> Items { get; } = items;

    public override string Description => Items.Count == 0 ? "an empty list" : "a list";
}
