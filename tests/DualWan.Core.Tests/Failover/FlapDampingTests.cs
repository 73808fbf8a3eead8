using DualWan.Core.Failover;
using Xunit;

namespace DualWan.Core.Tests.Failover;

public sealed class FlapDampingTests
{
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void The_penalty_halves_with_every_half_life()
    {
        var damping = new FlapDamping();
        damping.Flap(TimeSpan.Zero);
        Assert.Equal(1000, damping.Penalty(TimeSpan.Zero));
        Assert.Equal(500, damping.Penalty(FlapDamping.HalfLife), 6);
        Assert.Equal(250, damping.Penalty(FlapDamping.HalfLife * 2), 6);
    }

    [Theory]
    [InlineData(1, 0, false)]
    [InlineData(2, 0, false)]
    [InlineData(3, 0, true)]
    [InlineData(3, 55, true)]
    [InlineData(3, 120, false)]
    [InlineData(100, 600, false)]
    public void Flaps_so_many_and_so_far_apart_suppress_or_not(int flaps, int secondsApart, bool suppressed)
    {
        var damping = new FlapDamping();
        for (var flap = 0; flap < flaps; flap++)
            damping.Flap(TimeSpan.FromSeconds(flap * secondsApart));
        Assert.Equal(suppressed, damping.Suppressed);
    }

    [Fact]
    public void Suppression_ends_at_the_reuse_limit_and_never_lasts_longer_than_its_cap()
    {
        var damping = new FlapDamping();
        for (var flap = 0; flap < 1_000; flap++)
            damping.Flap(TimeSpan.FromSeconds(flap));
        var last = TimeSpan.FromSeconds(999);
        var reuse = damping.ReuseAt!.Value;
        var longest = FlapDamping.LongestSuppression;
        Assert.InRange(reuse - last, longest - Rounding, longest + Rounding);
        Assert.Equal(FlapDamping.Reuse, damping.Penalty(reuse), 0);
        damping.Expire(reuse - TimeSpan.FromTicks(1));
        Assert.True(damping.Suppressed);
        damping.Expire(reuse);
        Assert.False(damping.Suppressed);
        Assert.Null(damping.ReuseAt);
    }

    // K-37: an instant in the past, as after a step of a clock that should not step, decays nothing and throws nothing.
    [Fact]
    public void Time_that_goes_back_does_not_raise_the_penalty()
    {
        var damping = new FlapDamping();
        damping.Flap(TimeSpan.FromSeconds(100));
        Assert.Equal(1000, damping.Penalty(TimeSpan.FromSeconds(50)));
    }

    [Fact]
    public void A_random_history_keeps_the_penalty_within_its_bounds_and_falling_between_flaps()
    {
        var random = new Random(7);
        for (var history = 0; history < 500; history++)
        {
            var damping = new FlapDamping();
            var now = TimeSpan.Zero;
            for (var step = 0; step < 50; step++)
            {
                var before = damping.Penalty(now);
                now += TimeSpan.FromSeconds(random.NextDouble() * 300);
                Assert.True(damping.Penalty(now) <= before);
                damping.Expire(now);
                if (random.Next(2) == 0)
                    damping.Flap(now);
                Assert.InRange(damping.Penalty(now), 0, FlapDamping.Ceiling);
                Assert.True(!damping.Suppressed
                    || damping.ReuseAt - now <= FlapDamping.LongestSuppression + Rounding);
            }
        }
    }
}
