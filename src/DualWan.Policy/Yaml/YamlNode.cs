using DualWan.Core.Text;

namespace DualWan.Policy.Yaml;

/// <summary>A piece of the file with the place where it begins. Nodes are only built, never changed, outside the
/// builder.</summary>
internal abstract class YamlNode(TextLocation location)
{
    public TextLocation Location { get; } = location;

    /// <summary>What the node is, in the words of an error: <c>'wan1'</c>, <c>a list</c>, <c>nothing</c>.</summary>
    public abstract string Description { get; }
}
