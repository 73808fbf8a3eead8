using System.Text;
using DualWan.Agent.Control;

namespace DualWan.Agent.Rendering;

/// <summary>An explanation: the verdict first, then the way there.</summary>
internal sealed class ExplainRenderer(Palette palette)
{
    public string Render(ExplainReport report)
    {
        var output = new StringBuilder();
        output.Append(palette.Paint(report.Verdict, TextStyle.Strong)).Append('\n');
        Fact(output, "rule", report.Rule);
        Fact(output, "uplink", report.Uplink);
        Fact(output, "mark", report.Mark);
        Fact(output, "table", report.Table);
        Fact(output, "interface", report.Interface);
        Fact(output, "gateway", report.Gateway);
        if (report.Steps.Count > 0)
            output.Append('\n');
        var width = report.Steps.Count == 0 ? 0 : report.Steps.Max(static s => s.Where.Length);
        foreach (var step in report.Steps)
        {
            output.Append("  ").Append(palette.Paint(step.Where.PadRight(width), TextStyle.Dim)).Append("  ")
                .Append(step.Text);
            if (step.Origin is { } origin)
                output.Append(palette.Paint($"  ({origin})", TextStyle.Dim));
            output.Append('\n');
        }

        return output.ToString();
    }

    private static void Fact(StringBuilder output, string name, string? value)
    {
        if (value is not null)
            output.Append("  ").Append(name.PadRight(10)).Append(value).Append('\n');
    }
}
