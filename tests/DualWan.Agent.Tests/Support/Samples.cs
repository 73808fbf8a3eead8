using DualWan.Agent.Control;

namespace DualWan.Agent.Tests.Support;

/// <summary>Status snapshots that look like a real box.</summary>
internal static class Samples
{
    public static DateTimeOffset Now { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static StatusSnapshot Status() => new()
    {
        Version = "0.1.0",
        Time = Now,
        Started = Now - TimeSpan.FromHours(76),
        State = OverallState.Up,
        Generation = 7,
        ConfigFile = "/etc/dualwan/dualwan.yaml",
        ConfigLoaded = Now - TimeSpan.FromHours(76),
        Method = "pcc both-addresses",
        IPv6 = "pass",
        Uplinks = [Isp1(), Isp2()],
        UnpinnedConnections = 12,
    };

    public static StatusSnapshot Failed() => Status() with
    {
        State = OverallState.Degraded,
        Generation = 9,
        Uplinks = [Dead(), Isp2() with { Share = 100, Connections = 1650 }],
        Counters = new CounterStatus(3, 41, 118),
        Problems =
        [
            new Problem(
                "reject-default-in-main", Severity.Error, "A reject default in main would end every lookup",
                "unreachable default metric 4000", "ip route del unreachable default metric 4000", null, null),
            new Problem("no-gateway", Severity.Warning, "no default route on wan3 yet", null, null, "isp3",
                "dualwan.yaml:9:3"),
        ],
        Events =
        [
            new EventRecord(Now.AddMinutes(-2), "isp1", "down", "all monitors failed",
                "[FAILOVER] isp1 DOWN - all monitors failed") { Id = 41 },
            new EventRecord(Now.AddMinutes(-1), "isp1", "up", null, "[FAILOVER] isp1 UP - 5 good rounds") { Id = 42 },
        ],
    };

    private static UplinkStatus Isp1() => new()
    {
        Name = "isp1",
        Interface = "wan1",
        State = UplinkStateName.Up,
        Since = Now - TimeSpan.FromSeconds(192),
        Gateway = "10.10.1.1",
        Address = "10.10.1.2",
        Number = 1,
        Weight = 3,
        Distance = 1,
        Preferred = true,
        Share = 74.4,
        Connections = 1234,
        MeanDetectionMs = 800,
        WorstDetectionMs = 1300,
        RttMs = 12.1,
        LossPercent = 0,
        RxBytes = 1_234_567_890,
        TxBytes = 812,
        Monitors = [new MonitorStatus("1.1.1.1", "up", 12.1, 0),
            new MonitorStatus("tcp:1.0.0.1:443", "down", null, 33.3, "refused")],
        Origin = "uplink isp1 (dualwan.yaml:2:3)",
    };

    private static UplinkStatus Isp2() => new()
    {
        Name = "isp2",
        Interface = "wan2",
        State = UplinkStateName.Standby,
        Since = Now - TimeSpan.FromHours(76),
        Number = 2,
        Weight = 1,
        Distance = 2,
        Metered = true,
        Share = 25.6,
        Connections = 424,
        MeanDetectionMs = 5300,
        WorstDetectionMs = 10300,
        RttMs = 48,
        LossPercent = 0.4,
        Monitors = [new MonitorStatus("8.8.8.8", "up", 48, 0.4)],
    };

    private static UplinkStatus Dead() => Isp1() with
    {
        State = UplinkStateName.Down,
        Reason = "all monitors failed",
        Share = 0,
        Connections = 0,
        RttMs = null,
        LossPercent = 100,
        Damping = new DampingStatus(2400, true, 95),
        Monitors = [new MonitorStatus("1.1.1.1", "down", null, 100, "no answer")],
    };
}
