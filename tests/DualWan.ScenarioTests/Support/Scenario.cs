using System.Text.Json;

namespace DualWan.ScenarioTests.Support;

/// <summary>
/// A lab, the built agent in its router, and the judges. Everything goes away at the end, whatever happened.
/// </summary>
internal sealed class Scenario : IDisposable
{
    /// <summary>
    /// Quick health, so that a scenario takes seconds: worst detection 0.2 + 0.2 + 2 x 0.05 = 0.5 s, back after two rounds.
    /// </summary>
    public const string QuickHealth =
        "health: {interval: 200ms, timeout: 200ms, confirm-interval: 50ms, failures: 3, recoveries: 2, standby-interval: 400ms}\n";

    private Scenario(NetworkLab lab, AgentProcess agent)
    {
        Lab = lab;
        Agent = agent;
        Router = new LabRouter(lab.Router);
    }

    public NetworkLab Lab { get; }

    public AgentProcess Agent { get; }

    public LabRouter Router { get; }

    /// <summary>Two equal lines with learned gateways, a LAN, masquerade, quick health.</summary>
    public static string TwoLines(string more = "") => """
        uplinks:
          isp1: {interface: wan1}
          isp2: {interface: wan2}
        lan: {interfaces: [lan0]}
        nat: masquerade

        """ + QuickHealth + more;

    /// <summary>The first is preferred, the second stands by.</summary>
    public static string MainAndBackup(string more = "") => """
        uplinks:
          isp1: {interface: wan1}
          isp2: {interface: wan2, distance: 2}
        lan: {interfaces: [lan0]}
        nat: masquerade

        """ + QuickHealth + more;

    public static Task<Scenario> Start(string policy) => Start(NetworkLab.TwoUplinks(), policy);

    /// <summary>The lab is the scenario's from here on.</summary>
    public static async Task<Scenario> Start(NetworkLab lab, string policy)
    {
        try
        {
            return new Scenario(lab, await AgentProcess.Start(lab.Router, policy));
        }
        catch
        {
            lab.Dispose();
            throw;
        }
    }

    /// <summary>Packets that left an ISP's line with a source that is not its own, summed: must be 0.</summary>
    public long Leaked => Lab.Isps.Sum(static isp => isp.Counters().Leaked);

    /// <summary>A new UDP flow each millisecond from the client for so many seconds.</summary>
    public FlowReport Measure(double seconds) =>
        FlowMeter.Measure(Lab.Client, TimeSpan.FromSeconds(seconds));

    /// <summary>Waits until <c>dualwan status</c> says so.</summary>
    public Task UplinkIs(string name, string state, double seconds = 10) => Eventually.Value(
        () => Agent.UplinkState(name), seen => seen == state, $"{name} is {state}", seconds);

    /// <summary>An uplink of <c>dualwan status --json</c>.</summary>
    public JsonElement Uplink(string name) => Agent.Status().GetProperty("uplinks").EnumerateArray()
        .Single(uplink => uplink.GetProperty("name").GetString() == name);

    public void Dispose()
    {
        Agent.Dispose();
        Lab.Dispose();
    }
}
