using System.Text;
using DualWan.Core.Text;

namespace DualWan.Policy.Yaml;

/// <summary>A single value. It is always text: <c>no</c>, <c>010</c> and <c>1e3</c> mean what their key makes of
/// them.</summary>
internal sealed class YamlScalar(TextLocation location, string text, bool isPlain) : YamlNode(location)
{
    private const int ShownLength = 60;

    public string Text { get; } = text;

    /// <summary>Nothing was written after the colon, or one of YAML's words for it.</summary>
    public bool IsEmpty => Text.Length == 0 || (isPlain && Text is "~" or "null");

    public override string Description => IsEmpty ? "nothing" : $"'{Shown(Text)}'";

    /// <summary>A text of the user's as an error can show it: one line, not too long, nothing that moves a terminal's
    /// cursor.</summary>
    public static string Shown(string text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= ShownLength)
                return shown.Append("...").ToString();
            shown.Append(Rune.IsControl(rune) ? "?" : rune.ToString());
        }

        return shown.ToString();
    }
}
