using System.Text;

namespace DualWan.Testing;

/// <summary>
/// Byte comparisons that a person can read: four bytes per line, side by side, differing lines marked.
/// </summary>
internal static class HexDiff
{
    /// <summary>Fails with both dumps unless the bytes are equal.</summary>
    public static void Equal(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        if (!expected.SequenceEqual(actual))
            Assert.Fail(Describe(expected, actual));
    }

    /// <summary>Offset, expected, actual, and the printable characters of both.</summary>
    public static string Describe(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        var text = new StringBuilder();
        text.AppendLine($"expected {expected.Length} bytes, got {actual.Length}");
        text.AppendLine("offset  expected     actual");
        for (var at = 0; at < Math.Max(expected.Length, actual.Length); at += 4)
        {
            var left = Four(expected, at);
            var right = Four(actual, at);
            text.Append($"{at,6}  {Hex(left),-11}  {Hex(right),-11}  {Text(left),-4}  {Text(right),-4}");
            text.AppendLine(left.SequenceEqual(right) ? "" : "  <--");
        }

        return text.ToString();
    }

    private static ReadOnlySpan<byte> Four(ReadOnlySpan<byte> bytes, int at) =>
        at >= bytes.Length ? [] : bytes[at..Math.Min(at + 4, bytes.Length)];

    private static string Hex(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (var b in bytes)
            text.Append(text.Length == 0 ? "" : " ").Append(b.ToString("x2"));
        return text.ToString();
    }

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (var b in bytes)
            text.Append(b is >= 0x20 and < 0x7f ? (char)b : '.');
        return text.ToString();
    }
}
