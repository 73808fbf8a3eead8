using System.Diagnostics;
using System.Net.Sockets;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using DualWan.Lab;
using DualWan.Lab.Meters;
using DualWan.Testing;
using DualWan.Testing.Kernel;

namespace DualWan.Kernel.LiveTests;

/// <summary>The order of kernel.md section 4, silent death of an uplink, by the kernel layer alone, on real
/// traffic.</summary>
public sealed class FailoverLiveTests
{
    private const uint DeadMark = 0x8100_0000;
    private const uint PinMask = 0x9F00_0000;
    private static readonly SnapshotRequest Request = new(false, ["net/ipv4/ip_forward"]);

    [Fact]
    public async Task Senders_and_receivers_of_a_dead_uplink_meet_a_reset_K06()
    {
        using var state = new TemporaryDirectory();
        using var lab = NetworkLab.TwoUplinks();
        using var kernel = lab.Router.Do(() => LinuxKernel.Open(state.Path));
        Reconcile(lab, kernel, Layout(lab, firstAlive: true));
        var flows = new List<TcpFlow>();
        try
        {
            for (var host = 1; host <= 12; host++)
            {
                var kind = host % 2 == 0 ? TcpFlowKind.Receiver : TcpFlowKind.Sender;
                flows.Add(await TcpFlow.Start(lab.Client, kind, $"192.0.2.{80 + host}"));
            }

            var dead = flows.Where(flow => lab.IspOf(flow.Seen!.Address) == lab.Isp1).ToArray();
            var alive = flows.Except(dead).ToArray();
            Assert.InRange(dead.Length, 2, 10);
            Assert.Equal((dead.Length, alive.Length), (Pinned(lab, 1), Pinned(lab, 2)));
            using var fault = lab.Isp1.UpstreamDead();
            var stamp = Stopwatch.GetTimestamp();
            // No detection is faster; meanwhile the receivers' last delayed ACKs have left by the dead line. One that
            // left by the other line would take its entry along (masquerade), and nobody could be poked for it.
            await Task.Delay(350, TestContext.Current.CancellationToken);

            var poked = await FailOver(lab, kernel);

            // A sender's entry may be gone already: its next packet took the other line, and masquerade drops it then.
            Assert.InRange(poked, dead.Count(IsReceiver), dead.Length);
            foreach (var flow in dead)
            {
                var broken = await Eventually.Value(() => flow.First(TcpFlowEventKind.Broken, stamp),
                    found => found is not null, "the connection is reset");
                // A sender's own send may take the reset's error away; its receive then ends without one.
                if (IsReceiver(flow))
                    Assert.Equal(SocketError.ConnectionReset, broken!.Reason);
                await Eventually.True(() => flow.ConnectedAfter(stamp) is not null, "it connects again");
                Assert.Equal(lab.Isp2, lab.IspOf(flow.Seen!.Address));
            }

            Assert.All(alive, flow => Assert.Null(flow.First(TcpFlowEventKind.Broken, stamp)));
            Assert.All(lab.Isps, isp => Assert.Equal(0, isp.Counters().Leaked));
        }
        finally
        {
            flows.ForEach(flow => flow.Dispose());
        }

        bool IsReceiver(TcpFlow flow) => flows.IndexOf(flow) % 2 == 1;
    }

    [Fact]
    public async Task A_foreign_flush_of_conntrack_resets_nobody_while_nothing_is_armed_K07()
    {
        using var state = new TemporaryDirectory();
        using var lab = NetworkLab.TwoUplinks();
        using var kernel = lab.Router.Do(() => LinuxKernel.Open(state.Path));
        Reconcile(lab, kernel, Layout(lab, firstAlive: true));
        using var flow = await TcpFlow.Start(lab.Client, TcpFlowKind.Sender);
        var seen = flow.Seen;
        var stamp = Stopwatch.GetTimestamp();

        lab.Router.Run("conntrack", "-F");
        var before = flow.Received;
        await Eventually.True(() => flow.Received > before + 30, "the connection goes on");

        Assert.Null(flow.First(TcpFlowEventKind.Broken, stamp));
        Assert.Equal(seen, flow.Seen);
    }

    private static async Task<int> FailOver(NetworkLab lab, LinuxKernel kernel)
    {
        var poking = lab.Router.Do(() =>
        {
            var plan = Reconciler.Plan(Layout(lab, firstAlive: false), kernel.Read(Request));
            Assert.All(plan.Operations, operation => Assert.IsType<KernelOperation.PutGroup>(operation));
            Assert.Empty(kernel.Apply(new([
                .. plan.Operations, new KernelOperation.ArmResets("wan1", TimeSpan.FromMinutes(5)),
            ])).Failures);
            var receivers = kernel.Receivers.List(DeadMark, PinMask);
            Assert.Empty(kernel.Apply(new([new KernelOperation.FlushPins(DeadMark, PinMask)])).Failures);
            return kernel.Receivers.PokeAsync(receivers, TimeProvider.System, TestContext.Current.CancellationToken);
        });
        return await poking;
    }

    private static DesiredState Layout(NetworkLab lab, bool firstAlive) => TestLayout.Of(
        Uplink(lab, 0) with { Alive = firstAlive }, Uplink(lab, 1));

    private static LayoutUplink Uplink(NetworkLab lab, int at)
    {
        var spec = lab.Spec.Isps[at];
        return new LayoutUplink(
            at + 1, spec.Interface, IpAddress.Parse(spec.Gateway), IpPrefix.Parse(spec.RouterAddress));
    }

    private static void Reconcile(NetworkLab lab, LinuxKernel kernel, DesiredState desired) => lab.Router.Do(() =>
    {
        var plan = Reconciler.Plan(desired, kernel.Read(Request));
        Assert.Empty(kernel.Apply(plan).Failures);
    });

    /// <summary>Connections with the pin of an uplink, as conntrack lists them.</summary>
    private static int Pinned(NetworkLab lab, int number) =>
        lab.Router.Run("conntrack", "-L", "-p", "tcp", "-m", $"0x8{number}000000/0x9f000000").Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
}
