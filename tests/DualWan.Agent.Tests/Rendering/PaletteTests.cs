using DualWan.Agent.Rendering;

namespace DualWan.Agent.Tests.Rendering;

public sealed class PaletteTests
{
    [Theory]
    [InlineData("Auto", true, null, "xterm", true)]
    [InlineData("Auto", false, null, "xterm", false)]
    [InlineData("Auto", true, "1", "xterm", false)]
    [InlineData("Auto", true, "", "xterm", true)]
    [InlineData("Auto", true, null, "dumb", false)]
    [InlineData("Always", false, "1", "dumb", true)]
    [InlineData("Never", true, null, "xterm", false)]
    public void For_ModeAndTerminal_DecidesColour(string mode, bool terminal, string? noColor, string term,
        bool expected) =>
        Assert.Equal(expected,
            Palette.For(Enum.Parse<ColorMode>(mode), terminal, name => name == "NO_COLOR" ? noColor : term).Enabled);
}
