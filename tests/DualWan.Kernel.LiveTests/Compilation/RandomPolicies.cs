using System.Text;

namespace DualWan.Kernel.LiveTests.Compilation;

/// <summary>Policy files that are right, of any of the forms that the schema has; the same for the same seed.</summary>
internal sealed class RandomPolicies(int seed)
{
    private static readonly string[] Fields =
    [
        "src-address", "dst-address", "both-addresses", "src-port", "dst-port", "both-ports", "src-address-and-port",
        "dst-address-and-port", "both-addresses-and-ports",
    ];

    private readonly Random _random = new(seed);
    private string[] _uplinks = [];

    /// <summary>One whole policy. Its uplinks are on wan1 to wan3 and on interfaces that do not exist.</summary>
    public string Next()
    {
        var text = new StringBuilder("uplinks:\n");
        string[] names = ["fibre", "in", "fwd", "isp4", "table"];
        string[] interfaces = ["wan1", "wan2", "wan3", "ppp7", "fwd"];
        var count = _random.Next(1, names.Length + 1);
        _uplinks = names[..count];
        for (var i = 0; i < count; i++)
            text.Append(Invariant($"  {names[i]}: {{interface: {interfaces[i]}{Uplink()}}}\n"));
        if (Chance(80))
            text.Append("lan: {interfaces: [" + (Chance(50) ? "lan0" : "lan0, accept, br0.20") + "]}\n");
        text.Append(Balance());
        text.Append("address-lists: {a: [10.0.0.0/24, 192.168.1.2-192.168.1.9], b: [10.0.0.128/25, \"2001:db8::/32\"], "
            + "none-yet: []}\n");
        text.Append("rules:\n");
        var rules = _random.Next(1, 12);
        for (var i = 0; i < rules; i++)
            text.Append(Invariant($"  - {{{Rule()}}}\n"));
        Maybe(text, 80, "nat: " + Pick("masquerade", "no"));
        Maybe(text, 50, "router: " + Pick("follow", "balance"));
        Maybe(text, 50, "ipv6: " + Pick("pass", "block"));
        Maybe(text, 50, "firewall: " + Pick("router", "none"));
        Maybe(text, 60, "on-failover: {connections: " + Pick("reset", "move", "keep") + "}");
        return text.ToString();
    }

    public bool Chance(int percent) => _random.Next(0, 100) < percent;

    private string Uplink()
    {
        var text = new StringBuilder();
        text.Append(Pick("", ", distance: 2", ", weight: 3"));
        text.Append(Pick("", ", nat: no", ", nat: masquerade", ", nat: 198.51.100.7"));
        text.Append(Pick("", ", mss: 1400", ", mss: no", ", mss: auto"));
        return text.ToString();
    }

    private string Balance() => Pick("", $"balance: {{method: nth}}\n", "balance: {method: none}\n",
        $"balance: {{method: ecmp, per-connection-classifier: {Pick(Fields)}}}\n",
        $"balance: {{per-connection-classifier: {Pick(Fields)}}}\n",
        $"balance: {{per-connection-classifier: {Pick(Fields)}, other: {Pick(Fields)}}}\n");

    private string Rule()
    {
        var parts = new List<string>();
        var ports = false;
        Maybe(parts, 30, $"src-address: {Not("10.0.0.0/25")}", $"src-address-list: {Not("a")}");
        Maybe(parts, 30, $"dst-address: {Not("192.0.2.5-192.0.2.77")}", $"dst-address-list: {Not("b")}",
            "dst-address-list: none-yet");
        if (Chance(50))
        {
            ports = Chance(60);
            parts.Add("protocol: " + (ports ? Pick("tcp", "udp", "sctp") : Not(Pick("icmp", "gre", "47", "tcp"))));
        }

        if (ports)
            Maybe(parts, 80, $"dst-port: {Not("443,8000-8100")}", $"src-port: {Not("1-1023")}", "port: 5060");
        Maybe(parts, 25, $"in-interface: {Not(Pick("lan0", "accept", "other"))}");
        Maybe(parts, 20, $"dscp: {Not("46")}");
        if (parts.Count == 0)
            parts.Add("src-address: 10.9.9.9");
        parts.Add("uplink: " + Target());
        return string.Join(", ", parts);
    }

    private string Target()
    {
        if (Chance(15))
            return "none";
        var one = Pick(_uplinks);
        var target = _uplinks.Length > 1 && Chance(30)
            ? $"[{one}, {_uplinks.First(name => name != one)}]"
            : one;
        return target + Pick("", "", ", failover: no", ", on-failover: keep", ", on-failover: move",
            ", on-failover: reset");
    }

    private string Not(string value) => Chance(25) ? $"\"!{value}\"" : $"\"{value}\"";

    private void Maybe(StringBuilder text, int percent, string line)
    {
        if (Chance(percent))
            text.Append(line).Append('\n');
    }

    private void Maybe(List<string> parts, int percent, params string[] choices)
    {
        if (Chance(percent))
            parts.Add(Pick(choices));
    }

    private string Pick(params string[] choices) => choices[_random.Next(0, choices.Length)];

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
