namespace DualWan.Benchmarks.Measurements;

/// <summary>Every benchmark, in the order of the design's table.</summary>
internal static class Catalogue
{
    public static IReadOnlyList<Benchmark> All { get; } =
    [
        new("carrier", "carrier lost at 1,000 new flows a second", CarrierLoss.Measure),
        new("silent", "upstream silent, default profile; existing UDP and TCP", SilentLoss.MeasureDefault),
        new("fast", "upstream silent, 100 ms x 3; existing UDP and TCP", SilentLoss.MeasureFast),
        new("first", "the first failover after start against the tenth", FirstFailover.Measure),
        new("failback", "connections on the backup when the first line returns", Failback.Measure),
        new("rules", "connections per second with 200 rules", ManyRules.Measure),
        new("throughput", "one TCP stream through the router", Throughput.Measure),
        new("flush", "50,000 dead connections among 100,000", Flush.Measure),
        new("list", "100,000 addresses in a list", LargeList.Measure),
        new("crash", "kill -9 and start under load", Crash.Measure),
        new("memory", "resident memory and time to start, as built and as published", Memory.Measure),
    ];

    public static bool Has(string name) => All.Any(one => one.Name == name);
}
