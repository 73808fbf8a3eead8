using DualWan.Core.Compilation;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using Xunit;

namespace DualWan.Core.Tests.Compilation;

/// <summary>kernel.md D9, K-17: live pins mean a number, so a number outlives its neighbours.</summary>
public sealed class UplinkNumbersTests
{
    [Fact]
    public void Update_FirstUplinkRemoved_TheOthersKeepTheirNumbers()
    {
        var three = UplinkNumbers.None.Update(Uplinks("a", "b", "c"), out _);

        var two = three.Update(Uplinks("b", "c"), out var released);

        Assert.Equal([1], released);
        Assert.Equal((2, 3), (two["b"], two["c"]));
    }

    [Fact]
    public void Update_NewUplinkInTheOldOnesPlace_GetsAFreshNumberBeforeAReleasedOne()
    {
        var two = UplinkNumbers.None.Update(Uplinks("a", "b"), out _);

        var changed = two.Update(Uplinks("x", "b"), out var released);

        Assert.Equal([1], released);
        Assert.Equal(3, changed["x"]);
    }

    [Fact]
    public void Update_MoreThanThirty_LeavesTheRestWithoutANumber()
    {
        var numbers = UplinkNumbers.None.Update(
            Uplinks([.. Enumerable.Range(1, 31).Select(static i => $"u{i}")]), out _);

        Assert.Equal(30, numbers["u30"]);
        Assert.Null(numbers.Find("u31"));
    }

    // kernel.md section 4, adoption: "If the state is lost", live pins still mean the old numbers.
    [Fact]
    public void Of_RulesOfAnAgentWhoseStateIsLost_FindsTheNumbersAndReleasesThoseOfNobody()
    {
        KernelRule[] rules =
        [
            new(IpFamily.IPv4, 20201) { OutInterface = "c0", Table = 7701 },
            new(IpFamily.IPv4, 20202) { OutInterface = "gone0", Table = 7702 },
            new(IpFamily.IPv4, 20203) { OutInterface = "a0", Table = 7703 },
            new(IpFamily.IPv4, 20204) { OutInterface = "b0", Table = 254 },
            new(IpFamily.IPv4, 20100) { Table = 254 },
        ];

        var config = Uplinks("a", "b", "c");
        var numbers = UplinkNumbers.Of(UplinkNumbers.None.ByName, config, rules).Update(config, out var released);

        Assert.Equal([2], released);
        Assert.Equal((3, 4, 1), (numbers["a"], numbers["b"], numbers["c"]));
    }

    private static RouterConfig Uplinks(params string[] names)
    {
        var builder = new RouterConfigBuilder();
        foreach (var name in names)
            builder.Add(new Uplink { Name = name, Interface = name + "0" }, Origin.Default);
        return builder.Build();
    }
}
