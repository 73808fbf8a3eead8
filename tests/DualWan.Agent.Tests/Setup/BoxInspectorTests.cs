using DualWan.Agent.Control;
using DualWan.Agent.Doctor;
using DualWan.Agent.Hosting;
using DualWan.Agent.Setup;
using DualWan.Agent.Tests.Doctor;
using DualWan.Agent.Tests.Support;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using DualWan.Core.Text;
using DualWan.Netlink.Conversation;

namespace DualWan.Agent.Tests.Setup;

public sealed class BoxInspectorTests
{
    [Fact]
    public void A_home_router_has_its_lines_and_its_LAN_found()
    {
        var report = Home().Inspect();

        Assert.Equal(["enp1s0 Wired 1000", "ppp0 Ppp ", "wwan0 Mobile "],
            report.Uplinks.Select(static l => $"{l.Name} {l.Kind} {l.SpeedMbps}"));
        Assert.Equal(["br0", "wlan1"], report.Lans.Select(static l => l.Name));
        var others = report.Links.Where(static l => l.Role == BoxRole.Other)
            .ToDictionary(static l => l.Name, static l => l.Why);
        Assert.Equal("part of br0", others["enp2s0"]);
        Assert.Equal("a VPN's, container's or virtual machine's", others["docker0"]);
        Assert.Equal("a VPN's, container's or virtual machine's", others["wg0"]);
        Assert.Equal("has no carrier", others["enp3s0"]);
        Assert.DoesNotContain(report.Links, static l => l.Name == "lo");
    }

    [Fact]
    public void A_default_put_there_by_hand_keeps_its_gateway_in_the_file()
    {
        var links = Home().Inspect().Links.ToDictionary(static l => l.Name);

        Assert.True(links["enp1s0"].Maintained);
        Assert.False(links["wwan0"].Maintained);
        Assert.Equal("10.64.0.1", links["wwan0"].Gateway?.ToString());
    }

    [Fact]
    public async Task Init_writes_a_policy_that_has_no_errors_and_says_what_to_type_next()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.File("etc/dualwan.yaml");

        var init = await Verb.RunAsync(static e => e with { CreateBox = static () => new Box() }, "init", "-c", file);
        var check = await Verb.RunAsync("check", file);

        Assert.Equal(0, init.ExitCode);
        Assert.Contains($"sudo dualwan run -c {file}", init.Output, StringComparison.Ordinal);
        Assert.Contains("has a default route by 203.0.113.1", init.Output, StringComparison.Ordinal);
        Assert.Equal(0, check.ExitCode);
        Assert.Equal($"{file}: no errors\n", check.Output);
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains("interface: wwan0", text, StringComparison.Ordinal);
        Assert.Contains("gateway: 10.64.0.1", text, StringComparison.Ordinal);
        Assert.Contains("lan: {interfaces: [br0, wlan1]}", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_never_overwrites_without_being_told()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.File("dualwan.yaml");
        await File.WriteAllTextAsync(file, "mine", TestContext.Current.CancellationToken);

        var refused = await Verb.RunAsync(static e => e with { CreateBox = static () => new Box() }, "init", "-c",
            file);
        var kept = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        var forced = await Verb.RunAsync(static e => e with { CreateBox = static () => new Box() }, "init", "-c", file,
            "--force", "--json");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--force", refused.Error, StringComparison.Ordinal);
        Assert.Equal("mine", kept);
        Assert.Equal(0, forced.ExitCode);
        using var document = System.Text.Json.JsonDocument.Parse(forced.Output);
        Assert.Equal("enp1s0", document.RootElement.GetProperty("interfaces")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Init_without_the_right_to_look_says_so_and_writes_nothing()
    {
        using var directory = new TemporaryDirectory();
        var refused = new Refusing();

        var verb = await Verb.RunAsync(
            e => e with { CreateBox = () => new LinuxBox(refused) }, "init", "-c", directory.File("x.yaml"));

        Assert.Equal(2, verb.ExitCode);
        Assert.Contains("use sudo", verb.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(directory.File("x.yaml")));
        Assert.Empty(new LinuxBox(refused).Examine(null, TimeProvider.System).Kernel.Links);
    }

    private sealed class Refusing : IKernelWork
    {
        public PlanReport Plan(SourceText policy, string stateDirectory) => throw new NotSupportedException();

        public CleanupReport Cleanup(string stateDirectory, bool apply) => throw new NotSupportedException();

        public KernelSnapshot Read(SnapshotRequest request) => throw new NetlinkException("list tables", 1);
    }

    [Fact]
    public async Task Init_where_it_may_not_write_says_so()
    {
        var verb = await Verb.RunAsync(static e => e with { CreateBox = static () => new Box() }, "init", "-c",
            "/proc/dualwan/x.yaml");

        Assert.Equal(1, verb.ExitCode);
        Assert.Contains("can't write /proc/dualwan/x.yaml", verb.Error, StringComparison.Ordinal);
    }

    private static BoxInspector Home() => new(
        new KernelSnapshot
        {
            Links =
            [
                Link(1, "lo") with { Loopback = true }, Link(2, "enp1s0"), Link(3, "enp2s0", master: 6),
                    Link(4, "enp3s0", carrier: false),
                Link(5, "wwan0"), Link(6, "br0", "bridge"), Link(7, "docker0", "bridge"), Link(8, "wg0", "wireguard"),
                Link(9, "ppp0", "ppp"),
                Link(10, "wlan1"),
            ],
            Addresses =
            [
                Address(2, "203.0.113.9/24"), Address(6, "192.168.1.1/24"), Address(6, "fe80::1/64"),
                    Address(7, "172.17.0.1/16"),
                Address(8, "10.200.0.1/24"), Address(5, "10.64.0.2/30"), Address(10, "192.168.2.1/24"),
            ],
            ForeignRoutes =
            [
                DoctorCases.Default("enp1s0", 100) with { Gateway = IpAddress.Parse("203.0.113.1") },
                DoctorCases.Default("wwan0", 700) with { Gateway = IpAddress.Parse("10.64.0.1"), Protocol = 3 },
            ],
        },
        new FakeBoxReader(
            ("/sys/class/net/enp1s0/speed", "1000\n"), ("/sys/class/net/enp3s0/speed", "-1\n"),
            ("/sys/class/net/wwan0/device/uevent", "DEVTYPE=usb_interface\nDRIVER=cdc_mbim\n"),
            ("/sys/class/net/wlan1/phy80211/name", "phy1\n")));

    private static LinkFact Link(int index, string name, string? kind = null, int master = 0, bool carrier = true) =>
        new(index, name, true, carrier, 1500, kind, master, false, kind == "ppp", null);

    private static AddressFact Address(int link, string text)
    {
        Assert.True(InterfaceAddress.TryParse(text, out var address));
        return new AddressFact(link, address, null, false, true, 0);
    }

    private sealed class Box : IBox
    {
        public DoctorInput Examine(RouterConfig? config, TimeProvider time) => throw new NotSupportedException();

        public BoxReport Inspect() => Home().Inspect();
    }
}
