namespace DualWan.Benchmarks.Support;

/// <summary>A lab with the agent in its router; the policies that the figures are about.</summary>
internal sealed class BenchRouter : IDisposable
{
    private BenchRouter(NetworkLab lab, AgentProcess agent)
    {
        Lab = lab;
        Agent = agent;
    }

    public NetworkLab Lab { get; }

    public AgentProcess Agent { get; }

    /// <summary>Packets with a source that is not the line's own, of all lines.</summary>
    public long Leaked => Leaks(Lab);

    public static long Leaks(NetworkLab lab) => lab.Isps.Sum(static isp => isp.Counters().Leaked);

    /// <summary>The first line is preferred, the others stand by; as many lines as asked for.</summary>
    public static string Tiers(int lines, string more = "") => "uplinks:\n"
        + string.Concat(Enumerable.Range(1, lines).Select(n => $"  isp{n}: {{interface: wan{n}, distance: {n}}}\n"))
        + "lan: {interfaces: [lan0]}\nnat: masquerade\n" + more;

    /// <summary>Both lines carry.</summary>
    public static string Balanced(string more = "") => """
        uplinks:
          isp1: {interface: wan1}
          isp2: {interface: wan2}
        lan: {interfaces: [lan0]}
        nat: masquerade

        """ + more;

    public static Task<BenchRouter> Start(string policy) => Start(NetworkLab.TwoUplinks(), policy);

    /// <summary>Returns when every line has had its first verdict. The lab is this object's from here on.</summary>
    public static async Task<BenchRouter> Start(NetworkLab lab, string policy)
    {
        AgentProcess? agent = null;
        try
        {
            agent = await AgentProcess.Start(lab.Router, policy, 60);
            var router = new BenchRouter(lab, agent);
            await router.Until(r => r.States().All(state => state is "up" or "standby"), "every line is well");
            return router;
        }
        catch
        {
            agent?.Dispose();
            lab.Dispose();
            throw;
        }
    }

    public IReadOnlyList<string> States() =>
        [.. Agent.Status().GetProperty("uplinks").EnumerateArray().Select(one => one.GetProperty("state").GetString()!)];

    /// <summary>What the status says of an uplink's detection, in milliseconds.</summary>
    public (double Mean, double Worst) Predicted(string name)
    {
        var uplink = Agent.Status().GetProperty("uplinks").EnumerateArray()
            .Single(one => one.GetProperty("name").GetString() == name);
        return (uplink.GetProperty("meanDetectionMs").GetDouble(), uplink.GetProperty("worstDetectionMs").GetDouble());
    }

    /// <summary>Looks every 20 ms.</summary>
    public Task Until(Func<BenchRouter, bool> holds, string what, double seconds = 60) =>
        Wait.Until(() => holds(this), what, seconds);

    public void Dispose()
    {
        Agent.Dispose();
        Lab.Dispose();
    }
}
