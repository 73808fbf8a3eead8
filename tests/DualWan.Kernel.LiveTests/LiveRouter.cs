using DualWan.Core;
using DualWan.Core.Reconciliation;
using DualWan.Kernel;
using DualWan.Lab;
using DualWan.Testing;
using DualWan.Testing.Kernel;

namespace DualWan.Kernel.LiveTests;

/// <summary>
/// A throw-away namespace with three cabled uplinks and a LAN, and our kernel layer in it. The far ends of the cables
/// (isp1 to isp3, client) are in the same namespace: enough for state, and pulling one takes a carrier away.
/// </summary>
internal sealed class LiveRouter : IDisposable
{
    private readonly string _stateDirectory = Directory.CreateTempSubdirectory("dualwan-kernel-").FullName;

    public LiveRouter()
    {
        // Link-local addresses come when duplicate detection ends, in the middle of a test that compares states.
        Space.Sysctl(("net.ipv6.conf.default.addr_gen_mode", "1"));
        for (var number = 1; number <= 3; number++)
        {
            Namespace.AddPair($"wan{number}", $"isp{number}", $"10.3{number}.0.2/24");
            Namespace.Ip($"addr add fd3{number}::2/64 dev wan{number} nodad");
        }

        Namespace.AddPair("lan0", "client", "192.168.1.1/24");
        Kernel = Namespace.Do(() => LinuxKernel.Open(_stateDirectory));
    }

    public LiveNamespace Namespace { get; } = new();

    public NetworkNamespace Space => Namespace.Space;

    public LinuxKernel Kernel { get; private set; }

    public string StateDirectory => _stateDirectory;

    public static DesiredState TwoUplinks => TestLayout.Of(
        TestLayout.Uplink(1), TestLayout.Uplink(2), TestLayout.Uplink6(1), TestLayout.Uplink6(2));

    public static DesiredState ThreeUplinks =>
        TestLayout.Of(TestLayout.Uplink(1), TestLayout.Uplink(2), TestLayout.Uplink(3));

    public string Ip(string arguments) => Namespace.Ip(arguments);

    /// <summary>Another process starts with the same state directory.</summary>
    public void Restart(Func<string, LinuxKernel>? open = null)
    {
        Kernel.Dispose();
        Kernel = Namespace.Do(() => (open ?? LinuxKernel.Open)(_stateDirectory));
    }

    public KernelSnapshot Read(DesiredState desired) => Namespace.Do(() => Kernel.Read(RequestFor(desired)));

    public ReconcilePlan Plan(DesiredState desired) => Reconciler.Plan(desired, Read(desired));

    public ApplyResult Apply(ReconcilePlan plan) => Namespace.Do(() => Kernel.Apply(plan));

    /// <summary>Read, plan, apply; a refusal fails the test with the kernel's words.</summary>
    public ReconcilePlan Reconcile(DesiredState desired)
    {
        var plan = Plan(desired);
        var result = Apply(plan);
        Assert.True(result.Succeeded, string.Join('\n', result.Failures.Select(failure => failure.Message)));
        return plan;
    }

    public void Cleanup()
    {
        var result = Namespace.Do(() => Kernel.Apply(
            Reconciler.Cleanup(Kernel.Read(new SnapshotRequest(false, [])), Kernel.Sysctls.Original)));
        Assert.True(result.Succeeded, string.Join('\n', result.Failures.Select(failure => failure.Message)));
        Kernel.Sysctls.Forget();
    }

    /// <summary>What an admin sees, in comparable text.</summary>
    public string Dump() => KernelDump.Take(Space);

    /// <summary>The same, of what bears our number alone, in no particular order: what a flap of a link leaves
    /// equal.</summary>
    public string Ours()
    {
        var lines = Dump().Split('\n');
        var nft = Array.FindIndex(lines, line => line.StartsWith("# nft", StringComparison.Ordinal));
        return string.Join('\n', lines.Take(nft).Where(line => line.Contains("proto 215", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Concat(lines.Skip(nft)));
    }

    public void Dispose()
    {
        Kernel.Dispose();
        Namespace.Dispose();
        Directory.Delete(_stateDirectory, recursive: true);
    }

    private static SnapshotRequest RequestFor(DesiredState desired) =>
        new(true, [.. desired.Sysctls.Concat(desired.Forwarding).Select(setting => setting.Key)]);
}
