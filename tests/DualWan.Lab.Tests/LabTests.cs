using DualWan.Lab.Meters;
using DualWan.Testing;

namespace DualWan.Lab.Tests;

public sealed class LabTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void TwoUplinks_ConfiguredByHand_SplitEvenly()
    {
        using var lab = NetworkLab.TwoUplinks();
        KernelLayout.Apply(lab);
        var report = FlowMeter.Measure(lab.Client, Second);
        Assert.Empty(report.Lost);
        Assert.InRange(report.Share("203.0.113.2"), 0.4, 0.6);
        Assert.InRange(report.Share("198.51.100.2"), 0.4, 0.6);
        Assert.All(lab.Isps, isp => Assert.Equal(0, isp.Counters().Leaked));
        Assert.All(lab.Isps, isp => Assert.True(isp.Counters().Up > 300));
    }

    [Fact]
    public void Dispose_AfterUse_LeavesNoNamespace()
    {
        var lab = NetworkLab.TwoUplinks();
        var prefix = lab.Prefix;
        Assert.Contains(NetworkNamespace.Names(), n => n.StartsWith(prefix, StringComparison.Ordinal));
        lab.Dispose();
        Assert.DoesNotContain(NetworkNamespace.Names(), n => n.StartsWith(prefix, StringComparison.Ordinal));
    }
}
