using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Reports;

/// <summary>Group I: lines that look the same to the routing table.</summary>
public sealed class TwinLineTests
{
    [Theory]
    [InlineData("one gateway address on both")] // report 74, 75
    [InlineData("one gateway address and one own address on both")] // report 75
    [InlineData("two calls to one peer")] // report 76
    [InlineData("several gateways in one subnet")] // report 77
    public async Task Lines_that_look_the_same_are_told_apart_and_fail_over(string what)
    {
        var lab = Lab(what);
        using var scenario = await Scenario.Start(lab, Scenario.TwoLines());
        await scenario.UplinkIs("isp1", "up");
        await scenario.UplinkIs("isp2", "up");

        var report = scenario.Flows();
        Assert.Empty(report.Lost);
        Assert.Equal(2, report.ByAddress.Count);
        using (lab.Isp1.UpstreamDead())
        {
            await scenario.UplinkIs("isp1", "down");
            Assert.Equal("up", scenario.Agent.UplinkState("isp2"));
            scenario.AllLeaveBy(lab.Isp2);
        }

        await scenario.UplinkIs("isp1", "up");
        using (lab.Isp2.UpstreamDead())
        {
            await scenario.UplinkIs("isp2", "down");
            scenario.AllLeaveBy(lab.Isp1);
        }

        Assert.Equal(0, scenario.Leaked);
    }

    private static NetworkLab Lab(string what)
    {
        var builder = new LabBuilder().Lan();
        return what switch
        {
            "one gateway address on both" => builder.TwinModems().DhcpDefaults().Build(),
            "one gateway address and one own address on both" =>
                builder.TwinModems(sameAddress: true).DhcpDefaults().Build(),
            "two calls to one peer" => builder.Isp(PointToPoint).Isp(PointToPoint).DhcpDefaults().Build(),
            _ => builder
                .Isp(static isp => isp.BehindModem("192.168.1.2/24", "192.168.1.1") with { Link = LinkKind.Shared })
                .Isp(static isp => isp.BehindModem("192.168.1.3/24", "192.168.1.254") with { Link = LinkKind.Shared })
                .DhcpDefaults().Build(),
        };

        static IspSpec PointToPoint(IspSpec isp) => isp with { Link = LinkKind.PointToPoint, Gateway = "192.168.99.1" };
    }
}
