using System.Net;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Routing;

/// <summary>
/// By which line a new flow leaves: the address that the Internet host saw, never the router's own word.
/// </summary>
internal static class Exits
{
    /// <summary>The public address of one new UDP flow; null when nothing came back within a second.</summary>
    public static string? Exit(
        this Scenario scenario, string to = "192.0.2.80", string? source = null, NetworkNamespace? from = null) =>
        LabSocket.WhoByUdp(from ?? scenario.Lab.Client, new IPEndPoint(IPAddress.Parse(to), EchoServer.DefaultPort),
            TimeSpan.FromSeconds(1), source)?.Address.ToString();

    /// <summary>As <see cref="Exit"/>, from the router itself.</summary>
    public static string? RouterExit(this Scenario scenario, string to = "192.0.2.80", string? source = null) =>
        scenario.Exit(to, source, scenario.Lab.Router);

    /// <summary>The lines that the events have of one uplink since the start, in order.</summary>
    public static IReadOnlyList<string> EventsOf(this Scenario scenario, string uplink) =>
    [
        .. scenario.Agent.Status().GetProperty("events").EnumerateArray()
            .Where(e => e.TryGetProperty("uplink", out var name) && name.GetString() == uplink)
            .Select(e => e.GetProperty("text").GetString()!),
    ];

    /// <summary>Whether <c>ip -j link</c> sees a carrier.</summary>
    public static bool HasCarrier(this Scenario scenario, string link) => scenario.Router.Ip($"link show {link}")[0]
        .GetProperty("flags").EnumerateArray().Any(flag => flag.GetString() == "LOWER_UP");
}
