using DualWan.Core.Net;
using DualWan.Kernel.Connections;

namespace DualWan.Kernel.Tests;

public sealed class PokePacketTests
{
    [Fact]
    public void Write_IPv4_IsABareAckFromTheServer()
    {
        var packet = Write("192.168.1.20", 40000, "192.0.2.80", 443);

        Assert.Equal(
            "45000028" // version 4, 20 bytes of header, 40 in all
            + "00000000" // one piece
            + "4006" + "f6c3" // TTL 64, TCP, header checksum
            + "c0000250" + "c0a80114" // from the server to the host
            + "01bb" + "9c40" // 443 to 40000
            + "5afe0000" + "00000000" // a sequence number nobody expects
            + "5010" + "0000" // 20 bytes of TCP header, ACK, no window
            + "32ce" + "0000", Convert.ToHexStringLower(packet));
    }

    [Theory]
    [InlineData("192.168.1.20", "192.0.2.80")]
    [InlineData("10.255.255.254", "255.255.255.254")]
    [InlineData("fd00::20", "2001:db8::80")]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe")]
    public void Write_Checksum_MakesTheOnesComplementSumZero_RFC1071(string host, string server)
    {
        var packet = Write(host, 65535, server, 65534);
        var header = IpAddress.Parse(host).Family == IpFamily.IPv4 ? 20 : 40;
        var addresses = packet.AsSpan(header == 20 ? 12 : 8, header == 20 ? 8 : 32);

        Assert.Equal(0xFFFFu, Fold(Sum(packet.AsSpan(header)) + Sum(addresses) + 6 + 20));
    }

    private static byte[] Write(string host, ushort hostPort, string server, ushort serverPort)
    {
        Span<byte> buffer = stackalloc byte[PokePacket.MaxLength];
        buffer.Fill(0xEE);
        var length = PokePacket.Write(
            buffer, new PokeTarget(IpAddress.Parse(host), hostPort, IpAddress.Parse(server), serverPort));
        return buffer[..length].ToArray();
    }

    private static uint Sum(ReadOnlySpan<byte> data)
    {
        uint sum = 0;
        for (var i = 0; i < data.Length; i += 2)
            sum += (uint)((data[i] << 8) | data[i + 1]);
        return sum;
    }

    private static uint Fold(uint sum) => sum > 0xFFFF ? Fold((sum & 0xFFFF) + (sum >> 16)) : sum;
}
