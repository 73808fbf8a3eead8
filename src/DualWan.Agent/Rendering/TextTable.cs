using System.Text;

namespace DualWan.Agent.Rendering;

/// <summary>Columns that line up, without boxes: drops what an output of a given width has no room for, and empty
/// columns.</summary>
internal sealed class TextTable(params TextColumn[] columns)
{
    private const int Gap = 2;

    private readonly List<TextCell[]> _rows = [];

    /// <summary>One cell per column.</summary>
    public void Add(params TextCell[] cells)
    {
        if (cells.Length != columns.Length)
            throw new ArgumentException($"{cells.Length} cells for {columns.Length} columns", nameof(cells));
        _rows.Add(cells);
    }

    /// <summary>A line of its own between the rows; takes no part in the widths.</summary>
    public void AddNote(string text, TextStyle style = TextStyle.Dim) => _rows.Add([new TextCell(text, style)]);

    public void WriteTo(StringBuilder output, Palette palette, int width)
    {
        var widths = Widths();
        var shown = Fit(widths, width);
        WriteRow(output, palette, [.. columns.Select(static c => new TextCell(c.Header, TextStyle.Dim))], widths,
            shown);
        foreach (var row in _rows)
        {
            if (row.Length == 1 && columns.Length != 1)
                output.Append(palette.Paint(row[0].Text, row[0].Style)).Append('\n');
            else
                WriteRow(output, palette, row, widths, shown);
        }
    }

    private int[] Widths()
    {
        var widths = new int[columns.Length];
        foreach (var row in _rows.Where(row => row.Length == columns.Length))
        {
            for (var i = 0; i < widths.Length; i++)
                widths[i] = Math.Max(widths[i], row[i].Text.Length);
        }

        // A column without a single value is no column.
        for (var i = 0; i < widths.Length; i++)
            widths[i] = widths[i] == 0 && columns[i].Rank > 0 ? 0 : Math.Max(widths[i], columns[i].Header.Length);
        return widths;
    }

    private List<int> Fit(int[] widths, int width)
    {
        var shown = Enumerable.Range(0, columns.Length).Where(i => widths[i] > 0).ToList();
        while (shown.Sum(i => widths[i] + Gap) - Gap > width)
        {
            var victim = shown.OrderBy(i => columns[i].Rank).ThenBy(static i => i).Last();
            if (columns[victim].Rank == 0)
                break;
            shown.Remove(victim);
        }

        return shown;
    }

    private void WriteRow(StringBuilder output, Palette palette, TextCell[] row, int[] widths, List<int> shown)
    {
        var line = new StringBuilder();
        var pending = 0;
        foreach (var i in shown)
        {
            var padding = widths[i] - row[i].Text.Length;
            if (columns[i].Right)
                pending += padding;
            if (row[i].Text.Length > 0)
            {
                line.Append(' ', pending).Append(palette.Paint(row[i].Text, row[i].Style));
                pending = 0;
            }

            pending += Gap + (columns[i].Right ? 0 : padding);
        }

        output.Append(line).Append('\n');
    }
}
