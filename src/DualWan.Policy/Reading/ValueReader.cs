using DualWan.Core;
using DualWan.Core.Text;
using DualWan.Policy.Model;
using DualWan.Policy.Yaml;

namespace DualWan.Policy.Reading;

/// <summary>Reads single values: what is wrong becomes an error that names the key, what was expected and what is
/// there.</summary>
internal sealed partial class ValueReader(DiagnosticBag diagnostics)
{
    /// <summary>Reads a text; the hint goes with the error where it returns false.</summary>
    public delegate bool Parser<T>(string text, out T value, out string? hint);

    public DiagnosticBag Diagnostics { get; } = diagnostics;

    public void NotYet(TextLocation location, string what) =>
        Diagnostics.Error(location, $"{what} is not in this version");

    public void Wrong(Field field, string expected, string? hint = null) =>
        Diagnostics.Error(
            field.Node.Location, $"{field.Key}: expected {expected}, found {field.Node.Description}", hint);

    /// <summary>A text, or null where there is none (an error).</summary>
    public string? Text(Field field, string expected)
    {
        if (field.Node is YamlScalar { IsEmpty: false } scalar)
            return scalar.Text;
        Wrong(field, expected);
        return null;
    }

    public Located<T>? Read<T>(Field field, string expected, Parser<T> parse)
    {
        if (Text(field, expected) is not { } text)
            return null;
        if (parse(text, out var value, out var hint))
            return new Located<T>(value, field.Node.Location);
        Wrong(field, expected, hint);
        return null;
    }

    public Located<T>? Choice<T>(Field field, params (string Word, T Value)[] choices)
    {
        var words = choices.Select(static choice => choice.Word).ToArray();
        return Read(field, OneOf(words), (string text, out T value, out string? hint) =>
        {
            var index = Array.IndexOf(words, text);
            value = index >= 0 ? choices[index].Value : default!;
            hint = index >= 0 ? null : DidYouMean(NearestWord.Find(text, words));
            return index >= 0;
        });
    }

    /// <summary>yes or no; YAML's other words for them are understood.</summary>
    public Located<bool>? YesNo(Field field) =>
        Read(field, "yes or no", static (string text, out bool value, out string? hint) =>
        {
            value = IsYes(text);
            hint = null;
            return value || IsNo(text);
        });

    public Located<int>? Number(Field field, int first, int last) =>
        Read(field, $"a number from {first} to {last}", (string text, out int value, out string? hint) =>
            NumberText.TryParse(text, out value, out hint) && value >= first && value <= last);

    public Located<TimeSpan>? Time(Field field, TimeSpan first, TimeSpan last, string also = "") =>
        Text(field, also + TimeText.Expected) is { } text ? Time(field, text, first, last, also) : null;

    /// <summary>A block of keys, or null (an error).</summary>
    public YamlMapping? Block(Field field, string example)
    {
        if (field.Node is YamlMapping mapping)
            return mapping;
        Wrong(field, $"keys with values such as {example}");
        return null;
    }

    public static bool IsYes(string text) => text is "yes" or "Yes" or "YES" or "true" or "True" or "on" or "On";

    public static bool IsNo(string text) => text is "no" or "No" or "NO" or "false" or "False" or "off" or "Off";

    public static string? DidYouMean(string? word) => word is null ? null : $"did you mean '{word}'?";

    public static string? Near(string text, params string[] words) => DidYouMean(NearestWord.Find(text, words));

    public static string OneOf(IReadOnlyList<string> words) => words.Count == 1
        ? $"'{words[0]}'"
        : $"{string.Join(", ", words.Take(words.Count - 1))} or {words[^1]}";

    private Located<TimeSpan>? Time(Field field, string text, TimeSpan first, TimeSpan last, string also)
    {
        if (!TimeText.TryParse(text, out var value, out var hint))
            Wrong(field, also + TimeText.Expected, hint);
        else if (value < first || value > last)
            Wrong(field, $"{also}a time from {TimeText.Format(first)} to {TimeText.Format(last)}");
        else
            return new Located<TimeSpan>(value, field.Node.Location);
        return null;
    }
}
