namespace DualWan.Benchmarks.Measurements;

/// <summary>Connections made on the backup while the first line was dead, asked again after it came back.</summary>
internal static class Failback
{
    private const int Count = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task Measure(BenchmarkOptions options, BenchmarkReport report)
    {
        var (ours, byHand) = (new Samples("connections"), new Samples("connections"));
        for (var i = 0; i < options.Repeat(3, 1); i++)
        {
            ours.Add(await WithAgent());
            byHand.Add(await ByHand());
        }

        report.Add(new Figure($"failback: cut, of {Count} on the backup", ours)
        {
            Goal = Goal.AtMost(0, Statistic.Max), Floor = byHand, FloorIs = "route moved back by hand",
        });
    }

    private static async Task<int> WithAgent()
    {
        const string Health = "health: {interval: 200ms, recoveries: 2, standby-interval: 400ms}\n";
        using var router = await BenchRouter.Start(BenchRouter.Tiers(2, Health));
        var fault = router.Lab.Isp1.UpstreamDead();
        await router.Until(r => r.States()[0] == "down", "isp1 is down");
        using var connections = await Open(router.Lab);
        fault.Revert();
        await router.Until(r => r.States()[0] == "up", "isp1 is up again");
        await router.Until(r => NewFlowsUseFirst(r.Lab), "new flows use isp1");
        return Count - await connections.StillAlive(Patience);
    }

    private static async Task<int> ByHand()
    {
        using var lab = NetworkLab.TwoUplinks();
        PlainKernel.MainAndBackup(lab);
        PlainKernel.MoveToSecond(lab);
        using var connections = await Open(lab);
        PlainKernel.MoveToFirst(lab);
        await Wait.Until(() => NewFlowsUseFirst(lab), "new flows use isp1", 5);
        return Count - await connections.StillAlive(Patience);
    }

    private static async Task<Connections> Open(NetworkLab lab)
    {
        var connections = await Connections.OpenMany(lab.Client, Count);
        return connections.Failed == 0 && connections.Share(lab.Isp2.PublicAddress) == 1
            ? connections
            : throw new LabException($"{connections.Failed} connections failed, by isp2 went "
                + $"{connections.Share(lab.Isp2.PublicAddress):P0}");
    }

    private static bool NewFlowsUseFirst(NetworkLab lab) => LabSocket.WhoByUdp(lab.Client,
        System.Net.IPEndPoint.Parse("192.0.2.90:7"), TimeSpan.FromMilliseconds(500)) is { } seen
        && seen.Address.ToString() == lab.Isp1.PublicAddress;
}
