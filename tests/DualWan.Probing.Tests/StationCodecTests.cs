using DualWan.Core.Net;
using DualWan.Netlink.Interop;
using DualWan.Probing.Arp;
using DualWan.Testing;

namespace DualWan.Probing.Tests;

public sealed class StationCodecTests
{
    private static readonly LinkAddress Own = new(Captures.Hex("2eba dda7 51c8"));
    private static readonly LinkAddress Gateway = new(Captures.Hex("d2ed a031 3396"));

    [Fact]
    public void WriteTo_ArpRequest_IsWhatTheKernelSends()
    {
        var packet = new byte[ArpPacket.Length];
        new ArpPacket(ArpPacket.Request, Own, IpAddress.Parse("10.31.0.2"), default, IpAddress.Parse("10.31.0.1"))
            .WriteTo(packet);
        HexDiff.Equal(Captures.ArpRequest, packet);
    }

    [Fact]
    public void TryRead_ArpReply_GivesItsPartsAndWritesTheSameBytes()
    {
        Assert.True(ArpPacket.TryRead(Captures.ArpReply, out var arp));
        Assert.Equal(new ArpPacket(
            ArpPacket.Reply, Gateway, IpAddress.Parse("10.31.0.1"), Own, IpAddress.Parse("10.31.0.2")), arp);
        var packet = new byte[ArpPacket.Length];
        arp.WriteTo(packet);
        HexDiff.Equal(Captures.ArpReply, packet);
    }

    [Fact]
    public void TryRead_ArpWithPadding_IsRead() =>
        Assert.True(ArpPacket.TryRead([.. Captures.ArpReply, .. new byte[18]], out _)); // to Ethernet's least length

    [Fact]
    public void WriteSolicitation_IsWhatTheKernelSendsButForTheChecksum()
    {
        var message = new byte[NeighborMessage.SolicitationLength];
        NeighborMessage.WriteSolicitation(message, IpAddress.Parse("fd31::1"), Own);
        var expected = (byte[])Captures.NeighborSolicitation.Clone();
        (expected[2], expected[3]) = (0, 0);
        HexDiff.Equal(expected, message);
    }

    [Fact]
    public void TryReadAdvertisement_GivesTargetAndStation()
    {
        Assert.True(NeighborMessage.TryReadAdvertisement(
            Captures.NeighborAdvertisement, out var target, out var station));
        Assert.Equal((IpAddress.Parse("fd31::1"), Gateway), (target, station));
    }

    [Theory]
    [InlineData("fd31::1", "ff02::1:ff00:1")] // as captured
    [InlineData("fe80::d0ed:a0ff:fe31:3396", "ff02::1:ff31:3396")]
    public void SolicitedNode_IsTheGroupThatTheKernelAsks(string address, string group) =>
        Assert.Equal(IpAddress.Parse(group), NeighborMessage.SolicitedNode(IpAddress.Parse(address)));

    [Fact]
    public void Readers_DamagedPackets_NeverThrow()
    {
        var random = new Random(2);
        var read = 0;
        for (var i = 0; i < 100_000; i++)
        {
            read += ArpPacket.TryRead(Fuzz.Mutate(random, Captures.ArpReply), out _) ? 1 : 0;
            read += NeighborMessage.TryReadAdvertisement(
                Fuzz.Mutate(random, Captures.NeighborAdvertisement), out _, out _) ? 1 : 0;
        }

        Assert.InRange(read, 1000, 199_000);
    }
}
