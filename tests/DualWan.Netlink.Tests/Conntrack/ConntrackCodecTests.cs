using DualWan.Core.Net;
using DualWan.Netlink.Conntrack;
using DualWan.Netlink.Wire;
using Xunit;
using static DualWan.Netlink.Interop.ConntrackConstants;

namespace DualWan.Netlink.Tests.Conntrack;

/// <summary>Bytes of <c>conntrack</c> and of the kernel's answers to it.</summary>
public sealed class ConntrackCodecTests
{
    private static readonly ConntrackTuple Web = new()
    {
        Source = IpAddress.Parse("10.0.0.1"),
        Destination = IpAddress.Parse("192.0.2.1"),
        Protocol = 6,
        SourcePort = 1000,
        DestinationPort = 443,
    };

    private static readonly ConntrackTuple Dns = new()
    {
        Source = IpAddress.Parse("2001:db8::1"),
        Destination = IpAddress.Parse("2001:db8::2"),
        Protocol = 17,
        SourcePort = 5060,
        DestinationPort = 53,
    };

    [Fact]
    public void WriteDump_ByMark_IsWhatConntrackSends()
    {
        var writer = new NetlinkMessageWriter();
        ConntrackCodec.WriteDump(writer, new MarkFilter(0x81000000, 0x9f000000), null);
        var captured = Capture.Load("conntrack/list-mark").Request(IPCTNL_MSG_CT_GET);
        // A dump differs from other requests by NLM_F_DUMP, which the connection sets.
        Assert.Equal(WireText.Of(captured with { Flags = 5 }, NfHeader.Size), WireText.Of(writer, NfHeader.Size));
    }

    [Fact]
    public void Parse_WhatTheKernelListed_IsEveryField()
    {
        var flows = Capture.Load("conntrack/list").RepliesOf(IPCTNL_MSG_CT_NEW)
            .Select(m => ConntrackFlow.Parse(m.Payload)).ToList();
        var web = Assert.Single(flows, f => f.Mark == 0x81000000);
        Assert.Equal(Web, web.Original);
        Assert.Equal(Reverse(Web), web.Reply);
        Assert.Equal((ConntrackStatus.Confirmed, TcpState.Established, 59u),
            (web.Status, web.TcpState, web.TimeoutSeconds));
        Assert.NotEqual(0u, web.Id);
        Assert.Equal(TcpState.TimeWait, Assert.Single(flows, f => f.Mark == 0x82000000).TcpState);
        var dns = Assert.Single(flows, f => f.Mark == 0xe1000000);
        Assert.Equal((Dns, Reverse(Dns), TcpState.None), (dns.Original, dns.Reply, dns.TcpState));
    }

    [Fact]
    public void Write_Tuple_IsWhatConntrackSends()
    {
        var captured = Capture.Load("conntrack/delete").Request(IPCTNL_MSG_CT_DELETE);
        var writer = new NetlinkMessageWriter();
        ConntrackCodec.WriteDelete(writer, new ConntrackFlow { Original = Dns });
        var ours = Capture.Split(writer.Written.ToArray()).Single();
        Assert.Equal(ours.Type, captured.Type);
        // conntrack sends the whole entry; what it starts with, the header and the original tuple, is our request.
        Assert.Equal(Convert.ToHexString(ours.Payload),
            Convert.ToHexString(captured.Payload.AsSpan(0, ours.Payload.Length)));
        Assert.True(ConntrackCodec.IsBoundedDelete(ours.Payload));
    }

    [Fact]
    public void WriteMarkUpdate_IsWhatConntrackSends_ButForTheMask()
    {
        var captured = Capture.Load("conntrack/update").Requests.Last(m => m.Type == IPCTNL_MSG_CT_NEW);
        var writer = new NetlinkMessageWriter();
        ConntrackCodec.WriteMarkUpdate(writer, new ConntrackFlow { Original = Web }, new MarkFilter(7, uint.MaxValue));
        var ours = WireText.Of(writer, NfHeader.Size).Split('\n');
        var theirs = WireText.Of(captured, NfHeader.Size).Split('\n');
        // Not ours: CTA_PROTOINFO (4), which conntrack repeats. Not theirs: CTA_MARK_MASK (21).
        Assert.Equal(theirs.Where(l => !l.StartsWith("  4:", StringComparison.Ordinal)),
            ours.Where(l => !l.StartsWith(" 21:", StringComparison.Ordinal)));
    }

    // kernel.md row 18 and 19
    [Fact]
    public void WriteFlush_AsksForBothFamiliesWithMarkAndMask()
    {
        var writer = new NetlinkMessageWriter();
        ConntrackCodec.WriteFlush(writer, new MarkFilter(0x81000000, 0x9f000000));
        Assert.Equal(
            "type 258 flags 5\n00000000\n  8: 81000000\n 21: 9F000000", WireText.Of(writer, NfHeader.Size));
    }

    [Theory]
    [InlineData("00000000", false)]
    [InlineData("000000000800088081000000", false)]
    [InlineData("00000000080015809f000000", false)]
    [InlineData("0000000008000880810000000800158000000000", false)]
    [InlineData("000000000800088081000000080015809f000000", true)]
    public void IsBoundedDelete_NeedsMarkAndAMaskThatIsNotZero(string payload, bool expected) =>
        Assert.Equal(expected, ConntrackCodec.IsBoundedDelete(Convert.FromHexString(payload)));

    [Fact]
    public void Icmp_Tuple_SurvivesWriteAndParse()
    {
        foreach (var source in new[] { "10.0.0.1", "2001:db8::1" })
        {
            var tuple = new ConntrackTuple
            {
                Source = IpAddress.Parse(source),
                Destination = IpAddress.Parse(source),
                Protocol = source.Contains(':', StringComparison.Ordinal) ? (byte)58 : (byte)1,
                IcmpId = 77,
                IcmpType = 8,
                IcmpCode = 3,
            };
            var writer = new NetlinkMessageWriter();
            ConntrackCodec.WriteDelete(writer, new ConntrackFlow { Original = tuple, Zone = 9, Id = 0x01020304 });
            var parsed = ConntrackFlow.Parse(Capture.Split(writer.Written.ToArray()).Single().Payload);
            Assert.Equal((tuple, 9, 0x01020304u), (parsed.Original, parsed.Zone, parsed.Id));
        }
    }

    private static ConntrackTuple Reverse(ConntrackTuple tuple) => tuple with
    {
        Source = tuple.Destination,
        Destination = tuple.Source,
        SourcePort = tuple.DestinationPort,
        DestinationPort = tuple.SourcePort,
    };
}
