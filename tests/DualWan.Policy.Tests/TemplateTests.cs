using DualWan.Core.Net;
using DualWan.Core.Text;
using DualWan.Policy.Templates;
using Xunit;

namespace DualWan.Policy.Tests;

/// <summary>What the program writes itself, it must be able to read, without a warning.</summary>
public sealed class TemplateTests
{
    [Fact]
    public void Demo_policy_loads_without_a_warning_and_balances_two_lines()
    {
        Assert.Equal("", Load.Diagnostics(ExamplePolicy.Demo));
        var config = Load.Config(ExamplePolicy.Demo);
        Assert.Equal(["wan1", "wan2"], config.Uplinks.Select(static uplink => uplink.Value.Interface));
        Assert.Equal(6, config.Monitors.Count);
        Assert.Equal(3, config.Mangle.Count);
    }

    [Fact]
    public void Template_of_a_home_reads_as_a_person_would_write_it()
    {
        var text = PolicyTemplate.Render(
            [
                new("Fibre", "enp1s0", "Ethernet", 1000),
                new("lte", "wwan0", "LTE modem", Metered: true),
                new("dsl", "enp2s0", "Ethernet", 100, IpAddress.Parse("10.0.0.1")),
            ],
            ["br0", "enp1s0"]);

        Assert.Equal("""
            # The policy of this router. `dualwan check` tells what is wrong with it,
            # `dualwan reload` uses it.

            uplinks:
              fibre:
                interface: enp1s0             # Ethernet, 1000 Mbit/s
                gateway: auto                 # learned from what configures the interface; or an address
                # bandwidth: 500M/50M         # down/up as your provider sells it: sets the share of the load
              lte:
                interface: wwan0              # LTE modem
                gateway: auto                 # learned from what configures the interface; or an address
                distance: 2                   # stands by until the lines with a lower distance are down
                metered: yes                  # asked only now and then while it stands by
                failback: 5m                  # the better line must be well for so long before it is used again
              dsl:
                interface: enp2s0             # Ethernet, 100 Mbit/s
                gateway: 10.0.0.1             # or auto: learned from what configures the interface
                # bandwidth: 500M/50M         # down/up as your provider sells it: sets the share of the load

            lan: {interfaces: [br0]}
            nat: masquerade                   # the inside has private addresses
            # firewall: none                  # default router: nothing new from an uplink comes in

            # Lines of one distance share new connections. What decides which one a connection takes:
            # balance: {method: pcc, per-connection-classifier: both-addresses}

            # What must go by one line (first match wins); with 'failover: no' by no other, ever:
            # rules:
            #   - {src-address: 192.168.1.50, uplink: fibre}
            #   - {protocol: tcp, dst-port: "443,8000-8100", uplink: lte, failover: no}

            # How soon a silent line is given up (these are the defaults):
            # health: {interval: 1s, failures: 3, recoveries: 5}

            """, text);
        Assert.Equal("", Load.Diagnostics(text));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("isp1,isp1,main,isp2", "")]
    [InlineData("Ethernet 1 (very long name),1,ÅÄÖ,x-only", "br0,br0,null")]
    public void Template_of_odd_names_still_loads(string names, string lan)
    {
        var uplinks = names.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(static (name, i) => new DetectedUplink(name, $"eth{i}", "Kind\nwith # and: {", -1, null, i == 1))
            .ToList();
        var inside = lan.Split(',', StringSplitOptions.RemoveEmptyEntries);
        var text = PolicyTemplate.Render(uplinks, inside);
        var (config, diagnostics) = PolicyFile.Load(new SourceText(Load.FileName, text));
        Assert.Empty(diagnostics);
        Assert.Equal(Math.Max(1, uplinks.Count), config!.Uplinks.Count);
    }

    [Fact]
    public void Template_with_its_hints_uncommented_still_loads()
    {
        var text = PolicyTemplate.Render([new("a", "eth0"), new("b", "eth1")], ["br0"]);
        var at = text.IndexOf("# Lines of one", StringComparison.Ordinal);
        var hints = text[at..].Split('\n')
            .Where(static line => line.StartsWith("# ", StringComparison.Ordinal) && line.Contains(": ", StringComparison.Ordinal)
                && !line.EndsWith(':') && !line.EndsWith("# rules:", StringComparison.Ordinal))
            .Select(static line => line[2..]);
        var all = string.Join('\n', hints).Replace("  - {src", "rules:\n  - {src", StringComparison.Ordinal);
        Assert.Equal("", Load.Diagnostics(text[..at].Replace("    # bandwidth", "    bandwidth", StringComparison.Ordinal) + all));
    }
}
