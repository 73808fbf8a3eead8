using System.Text;
using DualWan.Agent.Control;

namespace DualWan.Agent.Rendering;

/// <summary>A problem with what it means and its cure.</summary>
internal sealed class ProblemRenderer(Palette palette)
{
    public void WriteTo(StringBuilder output, Problem problem)
    {
        var (word, style) = problem.Severity switch
        {
            Severity.Error => ("error", TextStyle.Bad),
            Severity.Warning => ("warning", TextStyle.Warning),
            _ => ("note", TextStyle.Dim),
        };
        output.Append("  ").Append(palette.Paint(word.PadRight(8), style));
        if (problem.Uplink is { } uplink)
            output.Append(palette.Paint(uplink, TextStyle.Strong)).Append(": ");
        output.Append(problem.Title).Append(palette.Paint($"  [{problem.Code}]", TextStyle.Dim)).Append('\n');
        Line(output, "", problem.Text);
        Line(output, "cure: ", problem.Cure);
        Line(output, "from: ", problem.Origin);
    }

    private static void Line(StringBuilder output, string label, string? text)
    {
        if (text is null)
            return;
        foreach (var line in text.Split('\n'))
        {
            output.Append("          ").Append(label).Append(line).Append('\n');
            label = new string(' ', label.Length);
        }
    }
}
