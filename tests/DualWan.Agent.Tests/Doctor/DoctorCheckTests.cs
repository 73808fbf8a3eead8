using DualWan.Agent.Control;
using DualWan.Agent.Doctor;
using DualWan.Agent.Hosting;
using DualWan.Agent.Setup;
using DualWan.Agent.Tests.Support;
using DualWan.Core.Config;

namespace DualWan.Agent.Tests.Doctor;

public sealed class DoctorCheckTests
{
    public static TheoryData<string> Codes => [.. DoctorChecks.All.Select(static c => c.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_box_that_has_it_is_told_and_the_nearest_that_has_not_is_left_alone(string code)
    {
        var check = DoctorChecks.All.Single(c => c.Code == code);
        Assert.True(DoctorCases.All.TryGetValue(code, out var cases), $"no case for {code}");

        var problem = Assert.Single(check.Run(cases.Ill));

        Assert.Equal(code, problem.Code);
        Assert.NotEqual("", problem.Cure);
        Assert.Empty(check.Run(cases.Well));
    }

    [Fact]
    public void Every_check_says_what_it_means_and_what_to_do() => Assert.All(DoctorChecks.All, static check =>
    {
        Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", check.Code);
        Assert.NotEqual("", check.Meaning);
        Assert.NotEqual("", check.Cure);
        Assert.False(check.Title.EndsWith('.'));
    });

    /// <summary>kernel.md row 22: wg-quick's rule is "not fwmark", seen by mark = table.</summary>
    [Fact]
    public void A_full_tunnel_names_what_it_swallows()
    {
        var report = DoctorReport.Of(DoctorCases.All["catch-all-rule"].Ill);

        var problem = Assert.Single(report.Problems, static p => p.Code == "catch-all-rule");
        Assert.Contains("19999 lookup 51820, default dev wg0", problem.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Networkd_of_version_256_needs_the_third_key_too()
    {
        var problem = Assert.Single(DoctorReport.Of(DoctorCases.All["networkd-removes-foreign"].Ill).Problems);

        Assert.Contains(
            "ManageForeignRoutingPolicyRules=no, ManageForeignRoutes=no, "
                + "ManageForeignNextHops=no not set (version 256)",
            problem.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_box_without_files_and_kernel_is_no_reason_to_fail()
    {
        var report = DoctorReport.Of(DoctorCases.Box());

        Assert.Equal(DoctorChecks.All.Count, report.Checks);
        Assert.Empty(report.Problems);
    }

    [Fact]
    public async Task The_verb_prints_the_worst_first_and_ends_with_2_for_an_error()
    {
        var ill = DoctorCases.All["no-libnftables"].Ill with { Now = DateTimeOffset.UnixEpoch };

        var verb = await Verb.RunAsync(e => e with { CreateBox = () => new Box(ill) }, "doctor");

        Assert.Equal(2, verb.ExitCode);
        Assert.Equal(
            """
              error   libnftables can't be used: the library is not installed  [no-libnftables]
                      The firewall chains are written through it.
                      cure: sudo apt install libnftables1 (Debian), sudo pacman -S nftables (Arch)
              warning the clock is wrong: 1970-01-01  [clock-wrong]
                      Certificates of https monitors look expired or not yet valid. Forwarding is not affected.
                      cure: Switch on time synchronisation: timedatectl set-ntp true

            34 checks: 1 error, 1 warning, 0 notes

            """, verb.Output);
    }

    [Fact]
    public async Task The_json_has_the_same_problems()
    {
        var verb = await Verb.RunAsync(
            static e => e with { CreateBox = static () => new Box(DoctorCases.All["vrf-member"].Ill) }, "doctor",
            "--json");

        using var document = System.Text.Json.JsonDocument.Parse(verb.Output);
        Assert.Equal(1, document.RootElement.GetProperty("errors").GetInt32());
        Assert.Equal("vrf-member", document.RootElement.GetProperty("problems")[0].GetProperty("code").GetString());
        Assert.Equal("ip link set wan1 nomaster",
            document.RootElement.GetProperty("problems")[0].GetProperty("cure").GetString());
    }

    private sealed class Box(DoctorInput input) : IBox
    {
        public DoctorInput Examine(RouterConfig? config, TimeProvider time) => input;

        public BoxReport Inspect() => throw new NotSupportedException();
    }
}
