using DualWan.Core.Text;

namespace DualWan.Policy.Yaml;

/// <summary>YamlDotNet 16.3.0 speaks to people who know YAML's grammar; this says the same to those who
/// don't.</summary>
internal static class YamlErrorText
{
    private const string QuoteColon = "a value with ': ' in it needs quotes";

    private static readonly (string Part, string Message, string? Hint)[] Known =
    [
        ("found invalid mapping", "a second ':' in one value; expected 'key: value'", QuoteColon),
        ("block scalar", "'|' and '>' begin a text of several lines; expected a value of one line", null),
        ("mapping values are not allowed", "a ':' can't stand here; expected 'key: value'", QuoteColon),
        ("mapping keys are not allowed", "a '?' can't stand here; expected 'key: value'", null),
        ("key indicator", "a '?' can't stand here; expected 'key: value'", null),
        ("directive", "this line is no 'key: value'", null),
        ("anchor or alias", "a value can't begin with '&' or '*'; expected it in quotes", null),
        ("invalid comment", "a comment can't begin here; expected a space before '#'", null),
        ("tag handle", "this value begins with '!'; expected it in quotes here", "write \"!...\""),
        ("hexadecimal", "a wrong escape after '\\'", "single quotes take '\\' as it is"),
        ("a tag", "this value begins with '!'; expected it in quotes here", "write \"!...\""),
        ("end of tag", "this value begins with '!'; expected it in quotes here", "write \"!...\""),
        ("did not find expected ',' or ']'", "expected ',' or ']'", "a value with brackets in it needs quotes"),
        ("did not find expected ',' or '}'", "expected ',' or '}'", "a value with braces in it needs quotes"),
        ("did not find expected key", "expected a key; the indentation does not match the lines before", null),
        ("did not find expected '-' indicator", "expected '-'; the indentation does not match the lines before", null),
        ("unexpected end of stream", "the quote is never closed", null),
        ("wrong indentation", "the quote is never closed", null),
        ("cannot start any token", "a value can't begin with this character; expected it in quotes", null),
        ("unknown escape character", "an unknown escape after '\\'", "single quotes take '\\' as it is"),
        ("invalid Unicode", "a wrong escape after '\\'", "single quotes take '\\' as it is"),
        ("Block sequence entries are not allowed", "a list can't begin here; expected '- ' on a line of its own", null),
        ("could not find expected ':'", "expected ':' after the key", null),
        ("did not find expected node content", "expected a value", null),
        ("expected <document", "expected 'key: value'", "the ':' needs a space behind it"),
        ("incompatible YAML document", "expected YAML 1.1 or 1.2", null),
        ("not valid due to the current state", "this can't be read; expected 'key: value'", null),
        ("tab", "a tab in the indentation; expected spaces", null),
    ];

    public static (string Message, string? Hint) Explain(string message, SourceText source, int place)
    {
        if (LineWithoutColon(message, source, place) is { } line)
        {
            var hasEquals = line.Contains('=', StringComparison.Ordinal);
            return ("expected 'key: value'", hasEquals ? "with ': ', not with '='" : null);
        }

        if (IsBehindValue(message, source, place))
            return ("expected the end of the line, found more", "a value with special characters needs quotes");
        foreach (var (part, text, hint) in Known)
        {
            if (message.Contains(part, StringComparison.OrdinalIgnoreCase))
                return (WithCharacter(text, source, place), hint);
        }

        return ($"this can't be read: {char.ToLowerInvariant(message[0])}{message[1..].TrimEnd('.')}", null);
    }

    /// <summary>The line of a key that is none, or null.</summary>
    private static string? LineWithoutColon(string message, SourceText source, int place)
    {
        var location = source.LocationOf(place);
        var line = source.LineAt(location.Line);
        var isFirst = line.AsSpan(0, Math.Min(location.Column - 1, line.Length)).IsWhiteSpace();
        return isFirst && message.Contains("expected key", StringComparison.Ordinal)
            && !line.Contains(':', StringComparison.Ordinal) ? line : null;
    }

    /// <summary>The parser wants the next key or dash, and there is something else on the line of the last
    /// value.</summary>
    private static bool IsBehindValue(string message, SourceText source, int place)
    {
        if (!message.Contains("did not find expected key", StringComparison.Ordinal)
            && !message.Contains("did not find expected '-'", StringComparison.Ordinal))
            return false;
        var start = source.OffsetOfLine(source.LocationOf(place).Line);
        return !source.Text.AsSpan(start, place - start).Trim(" -").IsEmpty;
    }

    private static string WithCharacter(string text, SourceText source, int place) =>
        place < source.Text.Length && source.Text[place] > ' '
            ? text.Replace("this character", $"'{source.Text[place]}'", StringComparison.Ordinal)
            : text;
}
