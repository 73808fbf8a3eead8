using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Routing;
using Xunit;

namespace DualWan.Core.Tests.Routing;

/// <summary>Ten thousand routes: right, and sharing what they have in common.</summary>
public sealed class RibScaleTests
{
    [Fact]
    public void TenThousandRoutesByTwoGateways_ShareTheirLevels()
    {
        var bench = new RibBench();
        for (var i = 0; i < 10_000; i++)
        {
            var gateway = i % 2 == 0 ? "203.0.113.1" : "198.51.100.1";
            bench.Route($"100.{64 + (i / 250)}.{i % 250}.0/24", gateway, check: "ping");
        }

        bench.Fail("ping 203.0.113.1");
        var model = RibModel.Create(bench.Config(), RibDialect.V7);

        var rib = model.Compute(bench.Facts);

        Assert.Equal(2, model.NextHops.Count);
        Assert.Equal(10_000, rib.Ladders.Count);
        Assert.Equal(5_000, rib.Routes.Count(state => state.Status == RibRouteStatus.Active));
        Assert.Single(rib.Ladders.Where(ladder => !ladder.Levels.IsEmpty).Select(ladder => ladder.Levels[0]).Distinct(
            ReferenceEqualityComparer.Instance));
    }
}
