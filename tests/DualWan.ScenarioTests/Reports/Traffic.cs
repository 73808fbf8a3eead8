using System.Text.Json;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Reports;

/// <summary>What the scenarios of this folder ask again and again, in the words of their sentences.</summary>
internal static class Traffic
{
    /// <summary>Few flows, long patience: a loaded machine is not an outage.</summary>
    private static readonly FlowMeterOptions Patient = new() { PerSecond = 200, Grace = TimeSpan.FromSeconds(1) };

    /// <summary>New UDP flows to 64 addresses for a third of a second, from the client unless told otherwise.</summary>
    public static FlowReport Flows(this Scenario scenario, NetworkNamespace? from = null, params string[] sources) =>
        FlowMeter.Measure(
            from ?? scenario.Lab.Client, TimeSpan.FromMilliseconds(320), Patient with { Sources = sources });

    /// <summary>Everything new is answered, and seen with this ISP's address only.</summary>
    public static void AllLeaveBy(this Scenario scenario, Isp isp, NetworkNamespace? from = null)
    {
        var report = scenario.Flows(from);
        Assert.Empty(report.Lost);
        Assert.Equal(1.0, report.Share(isp.PublicAddress));
    }

    /// <summary>As <see cref="AllLeaveBy"/>, within 15 s: where rounds that are on their way may yet fail.</summary>
    public static Task AllComeToLeaveBy(this Scenario scenario, Isp isp) => Eventually.Value(
        () => scenario.Flows(), report => report.Lost.Count == 0 && report.Share(isp.PublicAddress) == 1.0,
        $"everything new leaves by {isp.Name}", 15);

    /// <summary>The whole configuration is what it was; fails with the lines that differ.</summary>
    public static Task IsAgain(this Scenario scenario, string dump, string what, double seconds = 15) =>
        Eventually.Value(
            () => Difference(dump, scenario.Router.Dump()), static lines => lines.Length == 0, what, seconds);

    /// <summary>The states of an uplink's monitors in the order of the policy: <c>up down up</c>.</summary>
    public static string Monitors(this Scenario scenario, string uplink) => string.Join(' ',
        scenario.Uplink(uplink).GetProperty("monitors").EnumerateArray()
            .Select(static monitor => monitor.GetProperty("state").GetString()));

    /// <summary>The codes of the problems in the status.</summary>
    public static IReadOnlyList<string> Problems(this Scenario scenario) =>
    [
        .. scenario.Agent.Status().GetProperty("problems").EnumerateArray()
            .Select(static problem => problem.GetProperty("code").GetString()!),
    ];

    /// <summary>How often the kernel was written to so far.</summary>
    public static long Generation(this Scenario scenario) =>
        scenario.Agent.Status().GetProperty("generation").GetInt64();

    private static string Difference(string before, string after)
    {
        var old = before.Split('\n');
        var now = after.Split('\n');
        return string.Join('\n', old.Except(now).Select(static line => "- " + line)
            .Concat(now.Except(old).Select(static line => "+ " + line)));
    }

    /// <summary>The text of a property, or null where it is absent or null.</summary>
    public static string? Text(this JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind != JsonValueKind.Null
            ? value.ToString() : null;
}
