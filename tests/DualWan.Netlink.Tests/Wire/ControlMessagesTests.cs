using DualWan.Netlink.Interop;
using Xunit;

namespace DualWan.Netlink.Tests.Wire;

/// <summary>Ancillary data as a 64-bit kernel lays it out.</summary>
public sealed class ControlMessagesTests
{
    [Fact]
    public void Walk_OfStampAndPacketInformation_FindsBoth()
    {
        Assert.SkipUnless(nint.Size == 8, "the bytes are of a 64-bit kernel");
        // SO_TIMESTAMPING (37) with three stamps, of which the software one comes first; then IPV6_PKTINFO (50).
        var control = Convert.FromHexString(
            "4000000000000000" + "01000000" + "25000000"
            + "0200000000000000" + "0700000000000000" + new string('0', 64)
            + "2400000000000000" + "29000000" + "32000000" + "20010db8000000000000000000000001" + "0a000000"
            + "00000000");
        var datagram = RecvMsg.WithControl(default, control);
        Assert.Equal(2_000_000_007, datagram.ReceiveTimestamp);
        Assert.Equal((10, "2001:db8::1"), (datagram.InterfaceIndex, datagram.Destination.ToString()));
    }

    [Fact]
    public void Walk_OfAnErrorQueueEntry_GivesItsErrno()
    {
        Assert.SkipUnless(nint.Size == 8, "the bytes are of a 64-bit kernel");
        var control = Convert.FromHexString("2000000000000000" + "00000000" + "0b000000" + "7100000002030100"
            + "0000000000000000");
        Assert.Equal(Errno.EHOSTUNREACH, RecvMsg.WithControl(default, control).ExtendedError);
    }

    [Theory]
    [InlineData("0200" + "1f90" + "c0000201" + "0000000000000000", "192.0.2.1", 8080)]
    [InlineData("0a00" + "0035" + "00000000" + "20010db8000000000000000000000001" + "00000000", "2001:db8::1", 53)]
    public void Sender_OfAnIpSocket_IsAddressAndPort(string hex, string address, int port)
    {
        var datagram = RecvMsg.WithSender(default, Convert.FromHexString(hex));
        Assert.Equal((address, port), (datagram.Source.ToString(), datagram.SourcePort));
    }

    [Fact]
    public void Sender_OfAPacketSocket_IsItsHardwareAddress()
    {
        // struct sockaddr_ll of an ARP reply on interface 10; the kernel gives 18 bytes for Ethernet.
        var datagram = RecvMsg.WithSender(default,
            Convert.FromHexString("1100" + "0806" + "0a000000" + "0100" + "00" + "06" + "02000000000b"));
        Assert.Equal(("02:00:00:00:00:0b", 0x0806, 10),
            (datagram.LinkSource.ToString(), datagram.EtherType, datagram.InterfaceIndex));
    }
}
