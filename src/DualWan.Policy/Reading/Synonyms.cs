namespace DualWan.Policy.Reading;

/// <summary>Words of other programs for our keys, where the spelling alone would not lead there.</summary>
internal static class Synonyms
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["iface"] = "interface",
        ["ifname"] = "interface",
        ["dev"] = "interface",
        ["device"] = "interface",
        ["gw"] = "gateway",
        ["via"] = "uplink",
        ["wan"] = "uplink",
        ["gateway"] = "uplink",
        ["wans"] = "uplinks",
        ["metric"] = "distance",
        ["priority"] = "distance",
        ["tier"] = "distance",
        ["speed"] = "bandwidth",
        ["ratio"] = "weight",
        ["share"] = "weight",
        ["masquerade"] = "nat",
        ["snat"] = "nat",
        ["mtu"] = "mss",
        ["ping"] = "monitors",
        ["track-ip"] = "monitors",
        ["track_ip"] = "monitors",
        ["targets"] = "monitors",
        ["check"] = "monitors",
        ["proto"] = "protocol",
        ["sport"] = "src-port",
        ["dport"] = "dst-port",
        ["source"] = "src-address",
        ["destination"] = "dst-address",
        ["src"] = "src-address",
        ["dst"] = "dst-address",
        ["iif"] = "in-interface",
        ["ipset"] = "address-lists",
        ["lists"] = "address-lists",
        ["down"] = "failures",
        ["up"] = "recoveries",
        ["policies"] = "rules",
        ["pcc"] = "per-connection-classifier",
        ["classifier"] = "per-connection-classifier",
        ["mode"] = "method",
    };

    /// <summary>The known key that <paramref name="word"/> stands for, or null.</summary>
    public static string? Find(string word, Func<string, bool> isKnown) =>
        Words.TryGetValue(word, out var key) && isKnown(key) ? key : null;
}
