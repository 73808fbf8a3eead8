using DualWan.Netlink.Conversation;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Netfilter;
using DualWan.Netlink.Route;
using DualWan.Netlink.Wire;
using Xunit;

namespace DualWan.Netlink.Tests.Conversation;

/// <summary>The conversation against a scripted kernel: what goes wrong has a name, and the next question is not
/// hurt.</summary>
public sealed class NetlinkConnectionTests
{
    private static readonly NextHopMessage Hop = new() { Id = 7, OutInterface = 1 };

    [Fact]
    public void Execute_Batch_ReturnsEachVerdictInOrder()
    {
        var (netlink, transport) = Open(request => [Enumerable.Range(0, CountOf(request))
            .SelectMany(i => Reply.Ack(Reply.SequenceOf(request) + (uint)i, i % 2 == 1 ? Errno.EEXIST : 0)).ToArray()]);
        var acks = netlink.ExecuteBatch([.. Enumerable.Range(0, 300).Select(_ => RouteRequest.Add(Hop))]);
        Assert.Equal(300, acks.Length);
        Assert.All(Enumerable.Range(0, 300), i => Assert.Equal(i % 2 == 1 ? Errno.EEXIST : 0, acks[i].ErrorNumber));
        // Pipelined, but never more than the acknowledgements of one send have room for.
        Assert.Equal([128, 128, 44], transport.Sent.Select(CountOf));
    }

    [Fact]
    public void Execute_RefusedWithExtendedAck_CarriesOperationNameTextAndOffset()
    {
        var (netlink, _) = Open(request =>
            [Reply.Ack(Reply.SequenceOf(request), Errno.EINVAL, "Nexthop has invalid gateway", 44)]);
        var e = Assert.Throws<NetlinkException>(() => netlink.Add(Hop));
        Assert.Equal((Errno.EINVAL, "Nexthop has invalid gateway", 44u), (e.ErrorNumber, e.KernelMessage, e.Offset));
        Assert.Equal("add nexthop id 7 dev 1", e.Operation);
        Assert.EndsWith(": EINVAL (Nexthop has invalid gateway) at byte 44 of the request", e.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_AnswerToAnotherQuestion_IsNamed_AndTheNextQuestionIsAnswered()
    {
        var first = true;
        var (netlink, _) = Open(request =>
        {
            var offset = first ? 1000u : 0;
            first = false;
            return [Reply.Ack(Reply.SequenceOf(request) + offset)];
        });
        Assert.Throws<NetlinkSequenceException>(() => netlink.Add(Hop));
        netlink.Add(Hop);
    }

    [Fact]
    public void Execute_Overrun_IsNamed_AndWhatWasLeftIsDrained()
    {
        var calls = 0;
        var (netlink, _) = Open(request => calls++ == 0
            ? [new NetlinkOverrunException(), Reply.Ack(Reply.SequenceOf(request)), new NetlinkOverrunException()]
            : [Reply.Ack(Reply.SequenceOf(request), Errno.EEXIST)]);
        Assert.Throws<NetlinkOverrunException>(() => netlink.Add(Hop));
        Assert.Equal(Errno.EEXIST, netlink.TryExecute(RouteRequest.Add(Hop)).ErrorNumber);
    }

    [Fact]
    public void Execute_NoAnswer_TimesOut()
    {
        var (netlink, _) = Open(_ => []);
        Assert.Throws<NetlinkTimeoutException>(() => netlink.Add(Hop));
    }

    [Fact]
    public void Dump_InManyDatagrams_IsOneList()
    {
        var (netlink, _) = Open(request =>
        {
            var sequence = Reply.SequenceOf(request);
            return
            [
                (byte[])[.. Reply.NextHop(sequence, 1), .. Reply.NextHop(sequence, 2)],
                Reply.NextHop(sequence, 3),
                Reply.Done(sequence),
            ];
        });
        Assert.Equal([1u, 2, 3], netlink.DumpNextHops().Select(n => n.Id));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Dump_Interrupted_IsDoneAgainUntilItIsOfOneMoment(int interruptions)
    {
        var calls = 0;
        var (netlink, transport) = Open(request =>
        {
            var sequence = Reply.SequenceOf(request);
            var flag = calls++ < interruptions ? NetlinkConstants.NLM_F_DUMP_INTR : (ushort)0;
            return [Reply.NextHop(sequence, (uint)calls), Reply.NextHop(sequence, 99, flag), Reply.Done(sequence)];
        });
        Assert.Equal([(uint)interruptions + 1, 99u], netlink.DumpNextHops().Select(n => n.Id));
        Assert.Equal(interruptions + 1, transport.Sent.Count);
    }

    [Fact]
    public void Dump_InterruptedAtItsVeryEnd_IsDoneAgain()
    {
        var calls = 0;
        var (netlink, transport) = Open(request =>
        {
            var sequence = Reply.SequenceOf(request);
            return [Reply.NextHop(sequence, 1),
                Reply.Done(sequence, calls++ == 0 ? NetlinkConstants.NLM_F_DUMP_INTR : (ushort)0)];
        });
        Assert.Single(netlink.DumpNextHops());
        Assert.Equal(2, transport.Sent.Count);
    }

    // K-14
    [Fact]
    public void Dump_InterruptedForEver_IsNamedAfterABoundedNumberOfAttempts()
    {
        var (netlink, transport) = Open(request =>
            [Reply.Done(Reply.SequenceOf(request), NetlinkConstants.NLM_F_DUMP_INTR)]);
        Assert.Throws<NetlinkInterruptedException>(() => netlink.DumpNextHops());
        Assert.Equal(NetlinkConnection.MaxDumpAttempts, transport.Sent.Count);
    }

    [Fact]
    public void Dump_CutByAShortBuffer_IsDoneAgainWithALargerOne()
    {
        var (netlink, transport) = Open(request =>
        {
            var sequence = Reply.SequenceOf(request);
            var many = Enumerable.Range(1, 5000).SelectMany(i => Reply.NextHop(sequence, (uint)i)).ToArray();
            return [many, Reply.Done(sequence)];
        });
        Assert.Equal(5000, netlink.DumpNextHops().Count);
        Assert.Equal(2, transport.Sent.Count);
    }

    [Fact]
    public void Dump_RefusedInItsEnd_IsAKernelRefusal()
    {
        var (netlink, _) = Open(request => [Reply.Done(Reply.SequenceOf(request), 0, Errno.EOPNOTSUPP)]);
        Assert.Equal(Errno.EOPNOTSUPP, Assert.Throws<NetlinkException>(() => netlink.DumpNextHops()).ErrorNumber);
    }

    [Fact]
    public void Dump_WithMalformedMessage_IsAFormatError_AndTheNextIsNotHurt()
    {
        var calls = 0;
        var (netlink, _) = Open(request =>
        {
            var sequence = Reply.SequenceOf(request);
            return calls++ == 0
                ? [Reply.Message(RtnetlinkConstants.RTM_NEWNEXTHOP, 2, sequence, 1, 2, 3), Reply.Done(sequence)]
                : [Reply.NextHop(sequence, 1), Reply.Done(sequence)];
        });
        Assert.Throws<NetlinkFormatException>(() => netlink.DumpNextHops());
        Assert.Single(netlink.DumpNextHops());
    }

    // K-32
    [Fact]
    public void Commit_OvertakenByAnother_IsRepeatedWithTheNewGeneration()
    {
        var generation = 40u;
        var transactions = new List<uint>();
        using var netlink = new NftablesNetlink(new NetlinkConnection(new ScriptedTransport(request =>
        {
            var sequence = Reply.SequenceOf(request);
            if (BitConverter.ToUInt16(request, 4) == NftablesConstants.NFT_MSG_GETGEN)
                return [Reply.Message(NftablesConstants.NFT_MSG_NEWGEN, 0, sequence, 0, 0, 0, 0, 8, 0, 1, 0, 0, 0, 0,
                    (byte)++generation), Reply.Ack(sequence)];
            transactions.Add(request[27]);
            return [transactions.Count < 3 ? Reply.Ack(sequence, Errno.ERESTART) : Reply.Ack(sequence + 1)];
        })));
        var batch = new SetElementBatch(NftFamily.Inet, "lab");
        batch.Add("armed", SetKey.InterfaceName("wan0"));
        netlink.Commit(batch);
        Assert.Equal([41u, 42, 43], transactions);
    }

    [Fact]
    public void Monitor_AfterAnOverrun_SaysSoInItsPlace()
    {
        var transport = new ScriptedTransport(_ =>
            [Reply.NextHop(0, 1), new NetlinkOverrunException(), Reply.NextHop(0, 2)]);
        transport.Send([]);
        using var monitor = new RouteMonitor(transport);
        var seen = new List<RouteNotification>();
        Assert.True(monitor.Read(seen, TimeSpan.Zero));
        Assert.Equal(
            [RouteNotificationKind.Changed, RouteNotificationKind.Overrun, RouteNotificationKind.Changed],
            seen.Select(n => n.Kind));
        Assert.False(monitor.Read(seen, TimeSpan.Zero));
    }

    private static int CountOf(byte[] datagram) => Capture.Split(datagram).Count;

    private static (RouteNetlink Netlink, ScriptedTransport Transport) Open(Func<byte[], IEnumerable<object>> answer)
    {
        var transport = new ScriptedTransport(answer);
        return (new RouteNetlink(new NetlinkConnection(transport)), transport);
    }
}
