using System.Globalization;
using DualWan.Agent.Rendering;
using DualWan.Lab.Meters;

namespace DualWan.Agent.Demo;

/// <summary>What the demo says, line by line.</summary>
internal sealed class DemoText(TextWriter output)
{
    private const int BarWidth = 40;

    public void Title(string text)
    {
        output.WriteLine();
        output.WriteLine("== " + text);
    }

    public void Line(string text) => output.WriteLine("   " + text);

    public void Block(string text)
    {
        foreach (var line in text.TrimEnd('\n').Split('\n'))
            output.WriteLine("   | " + line);
    }

    public void Picture() => Block("""
                               wan1 --- isp1 ---+
        client ---- lan0 [router]                 +--- internet (1.1.1.1, 8.8.8.8, 9.9.9.9 ...)
                      dualwan  wan2 --- isp2 ---+
        """);

    /// <summary>One bar per line, as counted by the addresses that the internet saw.</summary>
    public void Split(FlowReport report, params (string Name, string Address)[] lines)
    {
        Line(string.Create(CultureInfo.InvariantCulture,
            $"{report.Sent} new connections, {report.Lost.Count} lost"));
        foreach (var (name, address) in lines)
        {
            var share = report.Share(address);
            var bar = new string('#', (int)Math.Round(share * BarWidth));
            Line(string.Create(CultureInfo.InvariantCulture, $"{name} {bar,-BarWidth} {share:P0}"));
        }
    }

    public void Check(bool passed, string text) => Line((passed ? "[ok]   " : "[FAIL] ") + text);

    public static string Milliseconds(double value) =>
        string.Create(CultureInfo.InvariantCulture, $"{value / 1000:0.00} s");
}
