using DualWan.Core.Text;
using Xunit;

namespace DualWan.Policy.Tests;

/// <summary>
/// Texts in which <c>«</c> marks where an error is expected. The messages come in the order of the marks, without file
/// and place: those are the marks' business.
/// </summary>
internal static class Annotated
{
    private const char Mark = '«';

    public static void Check(string annotated, params string[] messages)
    {
        var (text, places) = Split(annotated);
        Assert.Equal(messages.Length, places.Count);
        var expected = places.Zip(messages, static (place, message) => $"{Load.FileName}:{place}: {message}");
        var (config, diagnostics) = PolicyFile.Load(new SourceText(Load.FileName, text));
        Assert.Equal(string.Join('\n', expected), string.Join('\n', diagnostics));
        var isBad = messages.Any(static message => message.StartsWith("error", StringComparison.Ordinal));
        Assert.Equal(isBad, config is null);
    }

    private static (string Text, List<string> Places) Split(string annotated)
    {
        var places = new List<string>();
        var (line, column) = (1, 1);
        foreach (var c in annotated)
        {
            if (c == Mark)
                places.Add($"{line}:{column}");
            else
                (line, column) = c == '\n' ? (line + 1, 1) : (line, column + 1);
        }

        return (annotated.Replace(Mark.ToString(), "", StringComparison.Ordinal), places);
    }
}
