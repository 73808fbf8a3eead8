using System.Collections.Concurrent;
using DualWan.Lab;

namespace DualWan.Testing;

/// <summary>
/// Things that a kernel may be built without. A test that needs one says so first and is skipped by name where it is
/// missing; any other trouble fails the test, so that a broken machine can't look like an old kernel.
/// </summary>
internal sealed class KernelFeature
{
    private static readonly ConcurrentDictionary<string, bool> Known = new();

    private readonly string _command;
    private readonly string[] _refusals;

    private KernelFeature(string name, string command, params string[] refusals)
    {
        Name = name;
        _command = command;
        _refusals = refusals;
    }

    public static KernelFeature Dummy { get; } = Link("dummy", "type dummy");

    public static KernelFeature Vlan { get; } = Link("802.1Q VLAN", "link v0 type vlan id 7");

    public static KernelFeature Bonding { get; } = Link("bonding", "type bond");

    public static KernelFeature WireGuard { get; } = Link("WireGuard", "type wireguard");

    public static KernelFeature Vrf { get; } = Link("VRF", "type vrf table 10");

    public static KernelFeature Macvlan { get; } = Link("macvlan", "link v0 type macvlan");

    public static KernelFeature NetlinkMonitor { get; } = Link("nlmon", "type nlmon");

    public static KernelFeature Netem { get; } = new("netem", "tc qdisc add dev lo root netem delay 1ms",
        "qdisc kind is unknown");

    public static KernelFeature Flowtable { get; } = new("nftables flowtable",
        "nft add table inet t; nft 'add flowtable inet t f { hook ingress priority 0; devices = { lo }; }'",
        "No such file or directory", "not supported");

    public string Name { get; }

    /// <summary>Skips the running test when this kernel lacks the feature.</summary>
    public static void Require(KernelFeature feature)
    {
        if (!feature.Exists())
            Assert.Skip($"this kernel has no {feature.Name}");
    }

    /// <summary>Asks the kernel once, in a namespace of its own; a refusal of any other kind throws.</summary>
    public bool Exists() => Known.GetOrAdd(Name, _ =>
    {
        using var space = NetworkNamespace.Anonymous();
        var result = space.TryRun("bash", "-c", _command);
        if (result.ExitCode == 0)
            return true;
        if (_refusals.Any(r => result.Error.Contains(r, StringComparison.OrdinalIgnoreCase)))
            return false;
        throw new LabException($"cannot tell whether this kernel has {Name}: {result.Error.Trim()}");
    });

    private static KernelFeature Link(string name, string kind) => new(
        name, $"ip link add v0 up type veth peer name v1; ip link add dwtest0 {kind}",
        "Unknown device type", "not supported");
}
