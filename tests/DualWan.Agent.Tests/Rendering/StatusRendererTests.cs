using DualWan.Agent.Rendering;
using DualWan.Agent.Tests.Support;
using DualWan.Testing;

namespace DualWan.Agent.Tests.Rendering;

public sealed class StatusRendererTests
{
    [Fact]
    public void A_healthy_box() => Golden.Matches("status-up.txt", Render(false, 160));

    [Fact]
    public void A_failed_uplink_with_problems_and_events() => Golden.Matches("status-failed.txt", Render(true, 160));

    [Fact]
    public void An_ordinary_terminal_drops_what_matters_least() => Golden.Matches("status-80.txt", Render(true, 80));

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(120)]
    public void The_table_is_never_wider_than_the_terminal(int width)
    {
        var lines = Render(false, width).Split('\n').Skip(2);

        Assert.All(lines, line => Assert.True(line.Length <= width, line));
    }

    [Fact]
    public void Colours_follow_the_state_and_change_no_column()
    {
        var plain = Render(true, 160);
        var coloured = new StatusRenderer(new Palette(true), 160, TimeZoneInfo.Utc).Render(Samples.Failed());

        Assert.Contains("\e[31mdown\e[0m", coloured, StringComparison.Ordinal);
        Assert.Equal(plain, System.Text.RegularExpressions.Regex.Replace(coloured, "\e\\[[0-9]+m", ""));
    }

    private static string Render(bool failed, int width) =>
        new StatusRenderer(Palette.None, width, TimeZoneInfo.Utc).Render(failed ? Samples.Failed() : Samples.Status());
}
