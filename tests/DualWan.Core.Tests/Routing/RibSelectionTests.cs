using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Routing;
using Xunit;

namespace DualWan.Core.Tests.Routing;

/// <summary>Which route of a prefix is active, and what stands behind it.</summary>
public sealed class RibSelectionTests
{
    [Theory]
    [InlineData("0.0.0.0/0", "203.0.113.1", "198.51.100.1")]
    [InlineData("::/0", "2001:db8:1::1", "2001:db8:2::1")]
    public void LowestDistance_IsActive_TheOtherIsStandby_R03_T01(string prefix, string near, string far)
    {
        var bench = new RibBench();
        var second = bench.Route(prefix, far, distance: 2);
        var first = bench.Route(prefix, near, distance: 1);

        var rib = bench.Compute();

        Assert.Equal(["1: " + near + "%w1", "2: " + far + "%w2"], RibBench.Text(rib.Find("main", IpPrefix.Parse(prefix))));
        Assert.Equal(RibRouteStatus.Active, rib.Find(first)!.Status);
        Assert.Equal(RibRouteStatus.Standby, rib.Find(second)!.Status);
    }
}
