using DualWan.Agent.Control;
using DualWan.Agent.Rendering;

namespace DualWan.Agent.Tests.Rendering;

public sealed class DiagnosticRendererTests
{
    [Fact]
    public void Render_PointsAtTheColumn() => Assert.Equal(
        "a.yaml:3:5: warning: odd\n     3 |     key: x\n       |     ^\n",
        Render(new DiagnosticRecord("a.yaml", 3, 5, "warning", "odd", null, "    key: x")));

    [Fact]
    public void Render_TabsAndControlCharacters_AreOneBlankEach() => Assert.Equal(
        "a.yaml:1:3: error: bad\n     1 |   x [31m\n       |   ^\n",
        Render(new DiagnosticRecord("a.yaml", 1, 3, "error", "bad", null, "\t\tx\e[31m")));

    [Fact]
    public void Render_LongLine_ShowsThePartAroundTheFault()
    {
        var text = Render(new DiagnosticRecord("a.yaml", 1, 1000, "error", "bad", null,
            new string('a', 999) + "X" + new string('b', 999)));

        var lines = text.Split('\n');
        Assert.True(lines[1].Length < 130);
        Assert.Equal('X', lines[1][lines[2].IndexOf('^', StringComparison.Ordinal)]);
    }

    [Fact]
    public void Render_EndOfFile_HasNoExcerpt() => Assert.Equal(
        "a.yaml:9:1: error: the file ends here\n",
        Render(new DiagnosticRecord("a.yaml", 9, 1, "error", "the file ends here", null, null)));

    private static string Render(DiagnosticRecord diagnostic) =>
        new DiagnosticRenderer(Palette.None).Render(diagnostic);
}
