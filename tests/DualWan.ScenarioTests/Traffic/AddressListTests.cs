using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Traffic;

/// <summary>Address lists as the kernel and the packets see them: T-97, T-98.</summary>
public sealed class AddressListTests
{
    [Fact]
    public async Task A_range_is_what_the_kernel_holds_and_its_members_leave_by_the_rule()
    {
        // T-97, AL-01: 192.168.0.0-192.168.1.255 is 192.168.0.0/23.
        using var scenario = await Scenario.Start(Scenario.TwoLines("""
            address-lists:
              some: [192.168.0.0-192.168.1.255, 10.0.0.8-10.0.0.11]
            rules:
              - {src-address-list: some, uplink: isp2}

            """));

        var ranges = scenario.Router.Space.Run("nft", "list", "sets", "inet").Output
            + scenario.Router.Space.Run("nft", "list", "table", "inet", "dualwan").Output;
        Assert.Contains("192.168.0.0/23", ranges, StringComparison.Ordinal);
        Assert.Contains("10.0.0.8/30", ranges, StringComparison.Ordinal);
        Assert.Equal(1.0, scenario.Measure(0.1).Share(scenario.Lab.Isp2.PublicAddress));
    }

    [Fact]
    public async Task Not_in_an_empty_list_is_everybody()
    {
        // T-98, AL-09
        using var scenario = await Scenario.Start(Scenario.TwoLines("""
            address-lists:
              nobody: []
            rules:
              - {src-address-list: nobody, uplink: isp1}
              - {src-address-list: "!nobody", uplink: isp2}

            """));

        Assert.Equal(1.0, scenario.Measure(0.1).Share(scenario.Lab.Isp2.PublicAddress));
    }
}
