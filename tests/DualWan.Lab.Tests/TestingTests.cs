using System.Net.Sockets;
using DualWan.Testing;

namespace DualWan.Lab.Tests;

/// <summary>The helpers that other tests stand on.</summary>
public sealed class TestingTests
{
    [Fact]
    public void LiveNamespace_AnonymousAndCabled_IsApartFromTheMachine()
    {
        using var live = new LiveNamespace();
        live.AddPair("wan1", "isp1", "203.0.113.2/24");
        Assert.Contains("203.0.113.2", live.Ip("addr show dev wan1"), StringComparison.Ordinal);
        Assert.DoesNotContain("203.0.113.2", NetworkNamespace.Current().Ip("addr show"), StringComparison.Ordinal);
        live.Nft("add table inet t");
        Assert.Contains("table inet t", new LabRouter(live.Space).Dump(), StringComparison.Ordinal);
        using var socket = live.OpenSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(System.Net.IPEndPoint.Parse("203.0.113.2:4000"));
    }

    [Fact]
    public void KernelFeature_EachKnownOne_IsThereOrIsNamedAsMissing()
    {
        KernelFeature[] all =
        [
            KernelFeature.Dummy, KernelFeature.Vlan, KernelFeature.Bonding, KernelFeature.WireGuard, KernelFeature.Vrf,
            KernelFeature.Macvlan, KernelFeature.NetlinkMonitor, KernelFeature.Netem, KernelFeature.Flowtable,
        ];
        Assert.All(all, feature => Assert.Equal(feature.Exists(), SkipReason(feature) is null));
        Assert.All(all, feature =>
            Assert.EndsWith(feature.Name, SkipReason(feature) ?? feature.Name, StringComparison.Ordinal));

        // Not Record.Exception: it lets a skip pass.
        static string? SkipReason(KernelFeature feature)
        {
            try
            {
                KernelFeature.Require(feature);
                return null;
            }
            catch (Exception e)
            {
                return e.Message;
            }
        }
    }

    [Fact]
    public void ManualTimeProvider_Advance_FiresTimersInOrderAtTheirOwnTimes()
    {
        var time = new ManualTimeProvider();
        var fired = new List<(string, double)>();
        using var periodic = time.CreateTimer(_ => fired.Add(("each 40", time.Elapsed.TotalMilliseconds)), null,
            TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(40));
        using var once = time.CreateTimer(_ => fired.Add(("at 50", time.Elapsed.TotalMilliseconds)), null,
            TimeSpan.FromMilliseconds(50), Timeout.InfiniteTimeSpan);
        var stamp = time.GetTimestamp();
        time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal([("each 40", 40), ("at 50", 50), ("each 40", 80)], fired);
        Assert.Equal(100, time.GetElapsedTime(stamp).TotalMilliseconds, 2);
        Assert.NotEqual(TimeSpan.TicksPerSecond, time.TimestampFrequency);
        time.ClockStep = TimeSpan.FromHours(-1);
        Assert.Equal(-1, (time.GetUtcNow() - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalHours, 2);
    }

    [Fact]
    public async Task ManualTimeProvider_TaskDelay_EndsWhenTimeIsMovedOn()
    {
        var time = new ManualTimeProvider();
        var delay = Task.Delay(TimeSpan.FromSeconds(5), time, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(delay.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        await delay.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void HexDiff_UnequalBytes_AreShownSideBySide()
    {
        var text = HexDiff.Describe([1, 2, 3, 4, 0x41, 6], [1, 2, 3, 4, 0x42]);
        Assert.Contains("     4  41 06        42           A.    B     <--", text, StringComparison.Ordinal);
        HexDiff.Equal([1, 2], [1, 2]);
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => HexDiff.Equal([1], [2]));
    }

    [Fact]
    public void Golden_AnotherText_Fails()
    {
        Golden.Matches("sample.txt", "one\ntwo\n");
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Golden.Matches("sample.txt", "one\nthree\n"));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Golden.Matches("missing.txt", "one\n"));
    }
}
