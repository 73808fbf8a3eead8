namespace DualWan.Probing.Tests;

public sealed class MonotonicClockTests
{
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(1000);
    private static readonly TimeSpan Civil = TimeSpan.FromDays(20_000);

    [Theory]
    [InlineData(0.25, 990, 999.75)] // read 250 ms late: received 250 ms ago
    [InlineData(0, 990, 1000)]
    [InlineData(1.001, 999, 999)] // the thread was put aside between the two clocks: not before it was sent
    [InlineData(3600, 990, 1000)] // the clock was set forward between receive and read (K-37)
    [InlineData(-3600, 990, 1000)] // the clock was set back
    public void FromKernelStamp_Age_IsTakenFromNowUnlessTheClockWasSet(double age, double notBefore, double expected)
    {
        var received = MonotonicClock.FromKernelStamp(
            Civil - TimeSpan.FromSeconds(age), TimeSpan.FromSeconds(notBefore), Now, Civil);
        Assert.Equal(TimeSpan.FromSeconds(expected), received);
    }

    [Fact]
    public void FromKernelStamp_None_IsNow() =>
        Assert.Equal(Now, MonotonicClock.FromKernelStamp(TimeSpan.Zero, TimeSpan.FromSeconds(990), Now, Civil));
}
