using System.Text;
using DualWan.Core.Text;

namespace DualWan.Policy;

/// <summary>From bytes to a text that can be read: UTF-8 and nothing that no editor writes.</summary>
internal static class PolicyText
{
    /// <summary>A list of 100,000 addresses takes 2 MB.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private const char ByteOrderMark = '\uFEFF';

    /// <summary>Decodes UTF-8 with or without a byte order mark; null with an error that names the first wrong byte's
    /// place.</summary>
    public static SourceText? Decode(string fileName, ReadOnlySpan<byte> bytes, DiagnosticBag diagnostics)
    {
        if (bytes.Length > MaxBytes)
            return TooLarge(fileName, diagnostics);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            diagnostics.Error(new TextLocation(fileName, 1, 1), "the file is UTF-16; expected UTF-8");
            return null;
        }

        var wrong = System.Text.Unicode.Utf8.IsValid(bytes) ? bytes.Length : FirstInvalid(bytes);
        var text = Encoding.UTF8.GetString(bytes[..wrong]);
        if (wrong == bytes.Length)
            return new SourceText(fileName, WithoutMark(text));
        var place = new SourceText(fileName, WithoutMark(text)).LocationOf(int.MaxValue);
        diagnostics.Error(place, $"byte 0x{bytes[wrong]:X2} is not UTF-8; expected a file in UTF-8");
        return null;
    }

    /// <summary>The same text without its byte order mark and with line ends that everybody counts alike; null with
    /// errors.</summary>
    public static SourceText? Prepare(SourceText source, DiagnosticBag diagnostics)
    {
        if (source.Text.Length > MaxBytes)
            return TooLarge(source.FileName, diagnostics);
        var text = WithoutMark(source.Text);
        if (text.Contains('\r', StringComparison.Ordinal))
            text = WithoutLoneReturns(text);
        var prepared = ReferenceEquals(text, source.Text) ? source : new SourceText(source.FileName, text);
        return HasStrangeCharacters(prepared, diagnostics) ? null : prepared;
    }

    private static SourceText? TooLarge(string fileName, DiagnosticBag diagnostics)
    {
        diagnostics.Error(new TextLocation(fileName, 1, 1), "the file is too large; expected at most 16 MB");
        return null;
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var index = 0;
        while (index < bytes.Length
            && Rune.DecodeFromUtf8(bytes[index..], out _, out var length) == System.Buffers.OperationStatus.Done)
            index += length;
        return index;
    }

    private static string WithoutMark(string text) => text.StartsWith(ByteOrderMark) ? text[1..] : text;

    private static string WithoutLoneReturns(string text) => string.Create(text.Length, text, static (target, from) =>
    {
        for (var i = 0; i < target.Length; i++)
        {
            var isLone = from[i] == '\r' && (i + 1 == from.Length || from[i + 1] != '\n');
            target[i] = isLone ? '\n' : from[i];
        }
    });

    /// <summary>One is enough to know that this is no policy file.</summary>
    private static bool HasStrangeCharacters(SourceText source, DiagnosticBag diagnostics)
    {
        var text = source.Text;
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsStrange(text, i))
                continue;
            diagnostics.Error(source.LocationOf(i), $"a character that no text has (U+{(int)text[i]:X4})");
            return true;
        }

        return false;
    }

    private static bool IsStrange(string text, int i)
    {
        var c = text[i];
        if (c is >= ' ' and < (char)0x7F or '\n' or '\t' or '\r')
            return false;
        if (char.IsHighSurrogate(c))
            return i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]);
        if (char.IsLowSurrogate(c))
            return i == 0 || !char.IsHighSurrogate(text[i - 1]);
        return char.IsControl(c) || c is '\u2028' or '\u2029' or ByteOrderMark or '\uFFFE' or '\uFFFF';
    }
}
