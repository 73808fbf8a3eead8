using DualWan.Agent.Loop;
using DualWan.Netlink.Interop;

namespace DualWan.Agent.Tests.Loop;

/// <summary>Suspends, told by two clocks that differ by the time slept.</summary>
public sealed class SuspendWatchTests
{
    [Fact]
    public void Look_ClocksThatWentTogether_NoSuspend()
    {
        TimeSpan? slept = TimeSpan.FromHours(3);
        var watch = new SuspendWatch(() => slept);
        Assert.Null(watch.Look());

        slept += TimeSpan.FromMicroseconds(80);

        Assert.Null(watch.Look());
    }

    [Fact]
    public void Look_BootClockWentOn_TellsItOnce()
    {
        TimeSpan? slept = TimeSpan.Zero;
        var watch = new SuspendWatch(() => slept);

        slept = TimeSpan.FromMinutes(7);

        Assert.Equal(TimeSpan.FromMinutes(7), watch.Look());
        Assert.Null(watch.Look());
    }

    [Fact]
    public void Look_ClocksReadTooFarApart_TellsItTheNextTime()
    {
        TimeSpan? slept = null;
        var watch = new SuspendWatch(() => slept);
        Assert.Null(watch.Look());
        slept = TimeSpan.FromSeconds(1);
        Assert.Null(watch.Look());
        slept = null;
        Assert.Null(watch.Look());

        slept = TimeSpan.FromSeconds(3);

        Assert.Equal(TimeSpan.FromSeconds(2), watch.Look());
    }

    [Fact]
    public void Suspended_OnThisMachine_NeverGoesBack()
    {
        var first = BootClock.Suspended();
        var second = BootClock.Suspended();

        Assert.True(first is null || second is null || second >= first - TimeSpan.FromMilliseconds(5));
        Assert.True((second ?? TimeSpan.Zero) >= TimeSpan.FromMilliseconds(-5));
    }
}
