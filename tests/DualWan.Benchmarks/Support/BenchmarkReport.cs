using System.Text;

namespace DualWan.Benchmarks.Support;

/// <summary>Collects the figures and shows them as one Markdown table, with remarks below.</summary>
internal sealed class BenchmarkReport
{
    private static readonly string[] Heading =
        ["figure", "n", "measured", "min .. max", "goal", "floor in the same run", "ratio", "load", "result"];

    private readonly List<Figure> _figures = [];
    private readonly List<string> _remarks = [];

    public int Failures { get; private set; }

    public void Add(Figure figure)
    {
        figure = figure with { Load = Machine.Load().Split(' ')[0] };
        _figures.Add(figure);
        Console.Error.WriteLine("    " + string.Join(" | ", Cells(figure)));
    }

    public void Remark(string text) => _remarks.Add(text);

    public void Failed(string name, Exception why)
    {
        Failures++;
        Console.Error.WriteLine($"    {name} FAILED: {why}");
        Remark($"{name}: not measured, {why.GetType().Name}: {why.Message.Split('\n')[0]}");
    }

    public string Text()
    {
        var rows = _figures.ConvertAll(Cells);
        var widths = Heading.Select((head, i) => rows.Select(row => row[i].Length).Append(head.Length).Max()).ToArray();
        var text = new StringBuilder().AppendLine(Row(Heading, widths))
            .AppendLine(Row([.. widths.Select(width => new string('-', width))], widths));
        foreach (var row in rows)
            text.AppendLine(Row(row, widths));
        if (_remarks.Count > 0)
            text.AppendLine();
        foreach (var remark in _remarks)
            text.AppendLine("* " + remark);
        return text.ToString();
    }

    private static string[] Cells(Figure figure) =>
    [
        figure.What, figure.Measured.Count.ToString(), figure.MeasuredText, figure.Measured.Range(), figure.GoalText,
        figure.FloorText, figure.RatioText, figure.Load, figure.ResultText,
    ];

    private static string Row(string[] cells, int[] widths) =>
        "| " + string.Join(" | ", cells.Select((cell, i) => cell.PadRight(widths[i]))) + " |";
}
