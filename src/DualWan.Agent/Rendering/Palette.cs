namespace DualWan.Agent.Rendering;

/// <summary>Turns meanings into terminal colours, or leaves the text as it is.</summary>
internal sealed class Palette(bool enabled)
{
    public static Palette None { get; } = new(false);

    public bool Enabled { get; } = enabled;

    /// <param name="variable">Reads an environment variable.</param>
    public static Palette For(ColorMode mode, bool isTerminal, Func<string, string?> variable) => mode switch
    {
        ColorMode.Always => new Palette(true),
        ColorMode.Never => None,
        // no-color.org: any value that is not empty counts.
        _ => new Palette(isTerminal && string.IsNullOrEmpty(variable("NO_COLOR")) && variable("TERM") != "dumb"),
    };

    public string Paint(string text, TextStyle style)
    {
        if (!Enabled || text.Length == 0 || Code(style) is not { } code)
            return text;
        return $"\e[{code}m{text}\e[0m";
    }

    /// <summary>SGR parameters of ECMA-48; the sixteen basic colours follow the user's theme.</summary>
    private static string? Code(TextStyle style) => style switch
    {
        TextStyle.Good => "32",
        TextStyle.Warning => "33",
        TextStyle.Bad => "31",
        TextStyle.Dim => "2",
        TextStyle.Strong => "1",
        TextStyle.Heading => "1",
        _ => null,
    };
}
