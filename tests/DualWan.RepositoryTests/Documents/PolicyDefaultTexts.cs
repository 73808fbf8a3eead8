using DualWan.Core.Config;
using DualWan.Core.Text;
using DualWan.Policy;
using DualWan.Policy.Model;
using DualWan.Policy.Reading;

namespace DualWan.RepositoryTests.Documents;

/// <summary>What a policy that says nothing comes to, in the words of the reference's tables.</summary>
internal static class PolicyDefaultTexts
{
    private static readonly RouterConfig Config = Load("uplinks: {isp1: {interface: wan1}}");
    private static readonly RouterConfig Router = Load(
        "{uplinks: {isp1: {interface: wan1}, isp2: {interface: wan2}}, lan: {interfaces: [lan0]}, nat: no}");

    public static IReadOnlyDictionary<string, string> Of(string heading) => heading switch
    {
        "## Top level" => TopLevel(),
        "## An uplink" => Uplink(),
        "## `balance`" => Balance(),
        _ => Health(),
    };

    private static Dictionary<string, string> TopLevel()
    {
        var settings = Config.Settings;
        return new()
        {
            ["nat"] = Config.Nat.IsEmpty ? "`no`" : "`masquerade`",
            ["router"] = Word(settings.Router),
            ["ipv6"] = Word(settings.IPv6),
            ["firewall"] = $"{Word(Router.Settings.Firewall)} with a LAN, else {Word(settings.Firewall)}",
            ["on-failover"] = Word(settings.OnFailover),
            ["on-failback"] = $"{Word(settings.OnFailback)}, after `{TimeText.Format(settings.DrainAfter)}`",
        };
    }

    private static Dictionary<string, string> Uplink()
    {
        var uplink = Config.Uplinks.Single().Value;
        var monitors = Config.Monitors.Select(static monitor => monitor.Value.Target.ToString());
        return new()
        {
            ["gateway"] = uplink.Gateway is UplinkGateway.Auto ? "`auto`" : "?",
            ["weight"] = $"`{uplink.Weight}`",
            ["distance"] = $"`{uplink.Distance}`",
            ["metered"] = uplink.Metered ? "`yes`" : "`no`",
            ["mss"] = uplink.Mss is UplinkMss.Auto ? "`auto`" : "?",
            ["failback"] = uplink.Failback is Failback.Auto ? "`auto`" : "?",
            ["monitors"] = $"`[{string.Join(", ", monitors)}]`",
        };
    }

    private static Dictionary<string, string> Balance() => new()
    {
        ["method"] = $"{Word(Router.Settings.Balance)} where several uplinks share the least distance",
        ["per-connection-classifier"] = $"`{PccFieldsText.ToText(PolicyBalance.DefaultClassifier)}`",
    };

    private static Dictionary<string, string> Health()
    {
        var health = Config.Uplinks.Single().Value.Health;
        return new()
        {
            ["interval"] = Time(health.Interval),
            ["timeout"] = health.Timeout is { } timeout ? Time(timeout) : "`auto`",
            ["confirm-interval"] = Time(health.ConfirmInterval),
            ["failures"] = $"`{health.Failures}`",
            ["recoveries"] = $"`{health.Recoveries}`",
            ["standby-interval"] = Time(health.StandbyInterval),
            ["up-when"] = health.UpWhen == UpWhen.Any ? "`any`" : "?",
            ["max-loss"] = health.MaxLoss is null ? "none" : "?",
            ["max-rtt"] = health.MaxRtt is null ? "none" : "?",
        };
    }

    private static string Time(TimeSpan value) => $"`{TimeText.Format(value)}`";

    private static string Word<T>(T value)
        where T : struct, Enum => $"`{value.ToString().ToLowerInvariant()}`";

    private static RouterConfig Load(string policy) =>
        PolicyFile.Load(new SourceText("policy", policy)).Config ?? throw new InvalidOperationException(policy);
}
