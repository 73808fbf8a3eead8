using System.Net;
using System.Text.Json;
using DualWan.Lab.Topology;

namespace DualWan.Lab;

/// <summary>One ISP of a lab: its namespace, its counters, and what can go wrong with it and with its line.</summary>
internal sealed partial class Isp
{
    private readonly NetworkLab _lab;

    public Isp(NetworkLab lab, IspSpec spec)
    {
        _lab = lab;
        Spec = spec;
    }

    public IspSpec Spec { get; private set; }

    public string Name => Spec.Name;

    /// <summary>The ISP's router: <c>cust0</c> towards the customer, <c>core0</c> towards the Internet.</summary>
    public NetworkNamespace Namespace => _lab[Spec.Name];

    /// <summary>The router's interface on this line: <c>wan1</c>.</summary>
    public string Interface => Spec.Interface;

    /// <summary>The address with which the Internet sees a masqueraded client of this line.</summary>
    public string PublicAddress => Spec.NatAddress ?? Spec.RouterIp;

    private NetworkNamespace Router => _lab.Router;

    /// <summary>Whether an address, as the Internet sees it, belongs to this ISP.</summary>
    public bool Owns(IPAddress address) =>
        IPNetwork.Parse(Spec.Public).Contains(address)
        || (Spec.Public6 is { } six && IPNetwork.Parse(six).Contains(address));

    /// <summary>The counters now.</summary>
    public IspCounters Counters()
    {
        var json = Namespace.Run("nft", "-j", "list", "counters", "table", "inet", "lab").Output;
        using var document = JsonDocument.Parse(json);
        var packets = document.RootElement.GetProperty("nftables").EnumerateArray()
            .Where(e => e.TryGetProperty("counter", out _)).Select(e => e.GetProperty("counter"))
            .ToDictionary(c => c.GetProperty("name").GetString()!, c => c.GetProperty("packets").GetInt64());
        return new IspCounters(packets["c_seen"], packets["c_private"], packets["c_foreign"],
            packets["c_up"], packets["c_down"], packets["c_echo"], packets["c_fault"]);
    }
}
