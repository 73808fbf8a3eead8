using DualWan.Agent.Rendering;

namespace DualWan.Agent.Tests.Rendering;

public sealed class HumanTextTests
{
    [Theory]
    [InlineData(-5, "0s")]
    [InlineData(0.4, "0s")]
    [InlineData(59.9, "59s")]
    [InlineData(60, "1m")]
    [InlineData(192, "3m 12s")]
    [InlineData(7200, "2h")]
    [InlineData(7500, "2h 5m")]
    [InlineData(86400, "1d")]
    [InlineData(273_600, "3d 4h")]
    public void Duration_UsesTwoUnitsAtMost(double seconds, string expected) =>
        Assert.Equal(expected, HumanText.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0.42, "0.4 ms")]
    [InlineData(12.4, "12 ms")]
    [InlineData(999, "999 ms")]
    [InlineData(1500, "1.5 s")]
    public void Milliseconds_GrowIntoSeconds(double value, string expected) =>
        Assert.Equal(expected, HumanText.Milliseconds(value));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.0 kB")]
    [InlineData(12_345, "12 kB")]
    [InlineData(999_999, "1.0 MB")]
    [InlineData(1_234_567_890, "1.2 GB")]
    [InlineData(long.MaxValue, "9223 PB")]
    public void Bytes_AreDecimal(long value, string expected) => Assert.Equal(expected, HumanText.Bytes(value));

    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(0.44, "0.4 %")]
    [InlineData(33.3, "33 %")]
    [InlineData(100, "100 %")]
    public void Percent_HasATenthOnlyWhereItSaysSomething(double value, string expected) =>
        Assert.Equal(expected, HumanText.Percent(value));

    [Fact]
    public void Nothing_IsEmpty() => Assert.Equal(
        ("", "", "", "", "1,234"),
        (HumanText.Percent(null), HumanText.Bytes(null), HumanText.Milliseconds(null), HumanText.Count(null),
            HumanText.Count(1234)));
}
