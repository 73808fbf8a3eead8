using DualWan.Core.Net;
using DualWan.Probing.Icmp;
using DualWan.Testing;

namespace DualWan.Probing.Tests;

public sealed class IcmpEchoTests
{
    private const ulong Cookie = 0x0102030405060708;

    [Fact]
    public void WriteRequest_IPv4_IsWhatTheKernelSends()
    {
        var packet = new byte[IcmpEcho.Length];
        IcmpEcho.WriteRequest(packet, IpFamily.IPv4, 0x1234, 1, Cookie);
        HexDiff.Equal(Captures.EchoRequest4.AsSpan(20), packet);
    }

    [Fact]
    public void WriteRequest_IPv6_LeavesTheChecksumToTheKernel()
    {
        var packet = new byte[IcmpEcho.Length];
        IcmpEcho.WriteRequest(packet, IpFamily.IPv6, 0x1234, 1, Cookie);
        HexDiff.Equal(Captures.Hex("8000 0000 1234 0001 0102 0304 0506 0708"), packet);
    }

    [Fact]
    public void TryRead4_EchoReply_GivesItsParts()
    {
        Assert.True(IcmpEcho.TryRead4(Captures.EchoReply4, out var answer));
        Assert.Equal(new IcmpAnswer(false, IpAddress.Parse("10.31.0.1"), 0x1234, 1, Cookie, 64, 0), answer);
    }

    [Fact]
    public void TryRead4_Unreachable_NamesTheTargetOfTheQuotedRequest()
    {
        Assert.True(IcmpEcho.TryRead4(Captures.Unreachable4, out var answer));
        Assert.Equal(new IcmpAnswer(true, IpAddress.Parse("203.0.113.7"), 0x1234, 1, 0, 0, 0x0301), answer);
    }

    [Fact]
    public void TryRead6_EchoReply_GivesItsParts()
    {
        var source = IpAddress.Parse("fd31::1");
        Assert.True(IcmpEcho.TryRead6(Captures.EchoReply6, source, out var answer));
        Assert.Equal(new IcmpAnswer(false, source, 0x1234, 1, Cookie, 0, 0), answer);
    }

    [Fact]
    public void TryRead6_Unreachable_NamesTheTargetOfTheQuotedRequest()
    {
        byte[] packet = [.. Captures.Hex("0100 0000 0000 0000 6005 fbc2 0010 3a40"),
            .. Captures.Hex("fd31 0000 0000 0000 0000 0000 0000 0002 2001 0db8 0000 0000 0000 0000 0000 0009"),
            .. Captures.Hex("8000 6305 1234 0007 0102 0304 0506 0708")];
        Assert.True(IcmpEcho.TryRead6(packet, IpAddress.Parse("fd31::1"), out var answer));
        Assert.Equal(new IcmpAnswer(true, IpAddress.Parse("2001:db8::9"), 0x1234, 7, 0, 0, 0x0100), answer);
    }

    [Fact]
    public void TryRead4_AnyFlippedBitOfTheMessage_IsIgnored()
    {
        for (var bit = 20 * 8; bit < Captures.EchoReply4.Length * 8; bit++)
        {
            var broken = (byte[])Captures.EchoReply4.Clone();
            broken[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(IcmpEcho.TryRead4(broken, out _), $"bit {bit}");
        }
    }

    [Fact]
    public void TryRead_AnyPrefixOfARealPacket_IsIgnoredOrRead()
    {
        for (var length = 0; length < Captures.EchoReply4.Length; length++)
            Assert.False(IcmpEcho.TryRead4(Captures.EchoReply4.AsSpan(0, length), out _));
        for (var length = 0; length < Captures.Unreachable4.Length; length++)
            Assert.False(IcmpEcho.TryRead4(Captures.Unreachable4.AsSpan(0, length), out _));
        for (var length = 0; length < Captures.EchoReply6.Length; length++)
            Assert.False(IcmpEcho.TryRead6(Captures.EchoReply6.AsSpan(0, length), default, out _));
    }

    [Fact]
    public void TryRead4_PaddingAfterTheTotalLength_IsNotPartOfTheMessage() =>
        Assert.True(IcmpEcho.TryRead4([.. Captures.EchoReply4, 1, 2, 3, 4, 5], out _));

    [Fact]
    public void TryRead_RandomChangesOfRealPackets_NeverThrows()
    {
        var random = new Random(1);
        var read = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var packet = Fuzz.Mutate(random, i % 2 == 0 ? Captures.Unreachable4 : Captures.EchoReply4);
            read += IcmpEcho.TryRead4(packet, out _) ? 1 : 0;
            read += IcmpEcho.TryRead6(packet.AsSpan(Math.Min(20, packet.Length)), default, out _) ? 1 : 0;
        }

        Assert.InRange(read, 1, 200_000); // some survive: the fuzzer does not die at the first length check
    }
}
