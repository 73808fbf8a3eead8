using DualWan.Core.Reconciliation;
using DualWan.Lab;

namespace DualWan.Kernel.LiveTests;

/// <summary>Cleanup leaves the namespace as it was found, sysctls included (K-27).</summary>
public sealed class CleanupLiveTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("1", "0")]
    [InlineData("0", "1")]
    [InlineData("1", "1")]
    public void Cleanup_restores_every_sysctl_whatever_forwarding_was_before_K27(string before4, string before6)
    {
        using var router = new LiveRouter();
        router.Space.Sysctl(("net.ipv4.ip_forward", before4), ("net.ipv6.conf.all.forwarding", before6));
        router.Space.Sysctl(("net.ipv4.conf.wan2.forwarding", "1"), ("net.ipv4.conf.all.accept_redirects", "1"));
        var sysctls = AllSysctls(router.Space);
        var dump = router.Dump();
        var desired = LiveRouter.TwoUplinks with
        {
            Sysctls =
            [
                new("net/ipv4/conf/wan1/rp_filter", "2"), new("net/ipv4/conf/wan2/rp_filter", "2"),
                new("net/ipv4/conf/wan1/arp_ignore", "1"), new("net/ipv6/conf/wan1/accept_ra", "2"),
            ],
            Forwarding = [new("net/ipv4/ip_forward", "1"), new("net/ipv6/conf/all/forwarding", "1")],
        };

        router.Reconcile(desired);
        Assert.Equal("2", router.Space.Sysctl("net.ipv4.conf.wan1.rp_filter"));
        Assert.Equal("1", router.Space.Sysctl("net.ipv6.conf.all.forwarding"));
        router.Cleanup();

        Assert.Equal(sysctls, AllSysctls(router.Space));
        Assert.Equal(dump, router.Dump());
    }

    [Fact]
    public void Old_values_of_the_first_start_survive_later_starts()
    {
        using var router = new LiveRouter();
        router.Reconcile(LiveRouter.TwoUplinks);
        router.Restart();
        router.Reconcile(LiveRouter.TwoUplinks with { Sysctls = [new("net/ipv4/conf/wan1/rp_filter", "2")] });
        router.Restart();

        var original = router.Kernel.Sysctls.Original;
        Assert.Contains(original, setting => setting is { Key: "net/ipv4/ip_forward", Value: "0" });
        Assert.Contains(original, setting => setting is { Key: "net/ipv4/conf/wan1/rp_filter", Value: "0" });
        router.Cleanup();
        Assert.Equal("0", router.Space.Sysctl("net.ipv4.ip_forward"));
        Assert.Equal("0", router.Space.Sysctl("net.ipv4.conf.wan1.rp_filter"));
    }

    [Fact]
    public void An_interface_that_vanished_keeps_nobody_from_cleaning_up()
    {
        using var router = new LiveRouter();
        router.Reconcile(LiveRouter.ThreeUplinks with { Sysctls = [new("net/ipv4/conf/wan3/rp_filter", "2")] });
        router.Ip("link del wan3");

        router.Cleanup();

        Assert.Equal("0", router.Space.Sysctl("net.ipv4.ip_forward"));
        Assert.Equal("", router.Ip("nexthop show"));
    }

    [Fact]
    public void A_state_directory_that_cannot_be_written_keeps_the_old_values_in_memory_and_says_so()
    {
        using var router = new LiveRouter();
        router.Kernel.Dispose();
        // A file where the directory should be.
        var file = Path.Combine(router.StateDirectory, "file");
        File.WriteAllText(file, "");
        using var kernel = router.Space.Do(() => LinuxKernel.Open(Path.Combine(file, "state")));

        var result = router.Space.Do(() => kernel.Apply(Reconciler.Plan(
            LiveRouter.TwoUplinks, kernel.Read(new SnapshotRequest(false, ["net/ipv4/ip_forward"])))));

        Assert.True(result.Succeeded);
        Assert.Equal("1", router.Space.Sysctl("net.ipv4.ip_forward"));
        Assert.Contains("could not restore the old sysctls", kernel.Sysctls.Trouble, StringComparison.Ordinal);
        Assert.Contains(new SysctlSetting("net/ipv4/ip_forward", "0"), kernel.Sysctls.Original);
    }

    /// <summary>Every setting of the namespace by <c>sysctl -a</c>; what counts or is random left out.</summary>
    private static string AllSysctls(NetworkNamespace space) => string.Join('\n',
        space.Shell("sysctl -a --ignore 2>/dev/null | grep '^net' | grep -vE 'stable_secret|conntrack_count|random'")
            .Output.Split('\n').Order(StringComparer.Ordinal));
}
