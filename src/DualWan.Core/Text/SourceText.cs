namespace DualWan.Core.Text;

/// <summary>A text with its name and its line starts: turns offsets into lines and columns.</summary>
internal sealed class SourceText
{
    private readonly int[] _lineStarts;

    public SourceText(string fileName, string text)
    {
        FileName = fileName;
        Text = text;
        _lineStarts = FindLineStarts(text);
    }

    /// <summary>The path as the user gave it; <c>-</c> for standard input.</summary>
    public string FileName { get; }

    public string Text { get; }

    public int LineCount => _lineStarts.Length;

    /// <summary>The place of an offset, lines and columns counted from 1; an offset past the end is the end.</summary>
    public TextLocation LocationOf(int offset)
    {
        offset = Math.Clamp(offset, 0, Text.Length);
        var index = Array.BinarySearch(_lineStarts, offset);
        var line = index >= 0 ? index : ~index - 1;
        return new TextLocation(FileName, line + 1, offset - _lineStarts[line] + 1);
    }

    /// <summary>The text of a line, counted from 1, without its line end.</summary>
    public string LineAt(int line)
    {
        var start = _lineStarts[line - 1];
        var end = line < _lineStarts.Length ? _lineStarts[line] : Text.Length;
        return Text[start..end].TrimEnd('\r', '\n');
    }

    /// <summary>The offset at which a line begins, counted from 1.</summary>
    public int OffsetOfLine(int line) => _lineStarts[line - 1];

    private static int[] FindLineStarts(string text)
    {
        var starts = new List<int> { 0 };
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
                starts.Add(i + 1);
        }

        return [.. starts];
    }
}
