using DualWan.Core.Config;
using Xunit;

namespace DualWan.Policy.Tests;

/// <summary>The examples of the schema's own description, as people will copy them.</summary>
public sealed class DesignExampleTests
{
    [Fact]
    public void The_home_policy_of_seven_lines_is_enough()
    {
        var config = Load.Config("""
            uplinks:
              fibre: {interface: enp1s0}
              lte:   {interface: wwan0, distance: 2, metered: yes, failback: 5m}
            lan: {interfaces: [br0]}
            nat: masquerade
            """);

        Assert.Equal("""
            unmarked unmarked: 1:fibre 2:lte
            fibre preferred(fibre): 1:fibre 2:lte
            fibre-only strict(fibre): 1:fibre!
            lte preferred(lte): 1:lte 2:fibre
            lte-only strict(lte): 1:lte!

            """, ConfigText.Tables(config));
        Assert.Equal(FirewallProfile.Router, config.Settings.Firewall);
        Assert.Equal(new Failback.After(TimeSpan.FromMinutes(5)), config.Uplinks[1].Value.Failback);
    }

    [Fact]
    public void The_whole_schema_answers_with_what_is_not_in_this_version_and_nothing_else()
    {
        Assert.Equal("""
            14:5: error: 'dns' is not in this version
            21:1: error: 'networks' is not in this version
            37:1: error: 'devices' is not in this version
            40:26: error: work: a name such as 'vpn.example.com' is not in this version
            45:6: error: 'from' is not in this version
            46:6: error: 'to' is not in this version
            48:6: error: 'from' is not in this version
            48:19: error: 'time' is not in this version
            49:1: error: 'port-forwards' is not in this version
            57:1: error: 'notify' is not in this version

            """, Load.Diagnostics(TestPolicies.WholeSchema));
    }
}
