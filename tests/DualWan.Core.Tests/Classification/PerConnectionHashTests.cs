using DualWan.Core.Classification;
using DualWan.Core.Config;
using DualWan.Core.Net;
using Xunit;

namespace DualWan.Core.Tests.Classification;

/// <summary>The hash of the per-connection classifier; the vectors are those of section 4.6, checked against the
/// kernel there.</summary>
public sealed class PerConnectionHashTests
{
    private const uint Seed = 0x12345678;

    [Theory]
    [InlineData("10.0.0.10:40000", "192.0.2.80:443", 6, "src-address", 0xf04d1db1)]
    [InlineData("10.0.0.10:40000", "192.0.2.80:443", 6, "both-addresses", 0xf705e1b4)]
    [InlineData("10.0.0.10:40000", "192.0.2.80:443", 6, "both-ports", 0x6e672e6b)]
    [InlineData("10.0.0.10:40000", "192.0.2.80:443", 6, "src-address-and-port", 0x60868923)]
    [InlineData("10.0.0.10:40000", "192.0.2.80:443", 6, "both-addresses-and-ports", 0xbb6205f8)]
    [InlineData("10.0.0.10:40001", "192.0.2.80:443", 6, "both-addresses", 0xf705e1b4)]
    [InlineData("10.0.0.10:40001", "192.0.2.80:443", 6, "both-addresses-and-ports", 0xe6565866)]
    [InlineData("10.0.0.11:40000", "192.0.2.80:443", 6, "both-addresses", 0x250c006b)]
    [InlineData("192.0.2.80:443", "10.0.0.10:40000", 6, "both-addresses", 0xd306cf5c)]
    [InlineData("192.0.2.80:443", "10.0.0.10:40000", 6, "both-addresses-and-ports", 0x67ca4051)]
    [InlineData("10.0.0.10:0", "8.8.8.8:0", 1, "both-addresses", 0xcc2d1bd7)]
    [InlineData("10.0.0.10:0", "8.8.8.8:0", 1, "both-addresses-and-ports", 0xcc2d1bd7)]
    [InlineData("10.0.0.10:0", "8.8.8.8:0", 47, "both-ports", 0xf0e21567)]
    [InlineData("10.0.0.10:0", "8.8.8.8:0", 1, "src-port", 0xf0e21567)]
    [InlineData("10.0.0.10:0", "8.8.8.8:0", 50, "dst-port", 0xf0e21567)]
    public void RouterOs_OfTheReferencePackets_IsTheReferenceHash_PC09_PC11(
        string source, string destination, int protocol, string fields, uint expected) =>
        Assert.Equal(expected, PerConnectionHash.RouterOs(
            Packet(source, destination, protocol), PccFieldsText.Parse(fields)!.Value, Seed));

    [Fact]
    public void NftBucket_OfEveryFieldSet_IsBelowTheDenominator_AndEvenlySpread_PC17()
    {
        foreach (var (text, fields) in PccFieldsText.All)
        {
            var counts = new int[4];
            for (var i = 0; i < 4000; i++)
            {
                var packet = Packet($"10.0.{i / 250}.{i % 250}:{1024 + i}", $"192.0.{i % 200}.{i / 200}:{1 + i}", 6);
                counts[PerConnectionHash.NftBucket(packet, fields, 4, PerConnectionHash.DefaultSeed)]++;
            }

            // 1000 each, within five times sqrt(4000 x 1/4 x 3/4) = 27.
            var spread = $"{text}: {string.Join(' ', counts)}";
            Assert.All(counts, count => Assert.True(Math.Abs(count - 1000) < 137, spread));
        }
    }

    [Theory]
    [InlineData("both-addresses", 1)]
    [InlineData("src-address", 2)]
    [InlineData("dst-address", 100)]
    public void NftBucket_KeepsTogetherWhatTheFieldSetSays_T56_T57(string fields, int clients)
    {
        var set = PccFieldsText.Parse(fields)!.Value;
        var buckets = Enumerable.Range(0, clients)
            .SelectMany(client => Enumerable.Range(1, 100).Select(port => Packet(
                set == PccFields.DstAddress ? $"10.0.0.{client + 1}:{port}" : $"10.0.0.1:{port}",
                set == PccFields.SrcAddress ? $"192.0.2.{port}:443" : "192.0.2.1:443", 6)))
            .Select(packet => PerConnectionHash.NftBucket(packet, set, 64, PerConnectionHash.DefaultSeed));

        Assert.Single(buckets.Distinct());
    }

    [Fact]
    public void NftBucket_WithPorts_SplitsTheConnectionsOfOnePair_T58()
    {
        var first = Enumerable.Range(1, 1000).Count(port => PerConnectionHash.NftBucket(
            Packet($"10.0.0.1:{port}", "192.0.2.1:443", 6), PccFields.BothAddressesAndPorts, 2,
            PerConnectionHash.DefaultSeed) == 0);

        Assert.InRange(first, 453, 547);
    }

    [Fact]
    public void NftBucket_OfPortsAloneWithoutPorts_IsOneConstantBucket_T60()
    {
        var buckets = Enumerable.Range(1, 100).Select(host => PerConnectionHash.NftBucket(
            Packet($"10.0.0.{host}:0", "8.8.8.8:0", 1), PccFields.BothPorts, 8, PerConnectionHash.DefaultSeed));

        Assert.Equal([0u], buckets.Distinct());
    }

    [Fact]
    public void NftBucket_OfIPv6_UsesAllOfTheAddress()
    {
        var buckets = Enumerable.Range(1, 64).Select(host => PerConnectionHash.NftBucket(
            Packet($"2001:db8:0:{host:x}::1|0", "2001:db8::1|0", 6), PccFields.SrcAddress, 1024,
            PerConnectionHash.DefaultSeed));

        Assert.True(buckets.Distinct().Count() > 55);
    }

    private static PacketView Packet(string source, string destination, int protocol)
    {
        var (from, to) = (Split(source), Split(destination));
        return new PacketView
        {
            Source = from.Address,
            SourcePort = from.Port,
            Destination = to.Address,
            DestinationPort = to.Port,
            Protocol = (byte)protocol,
        };
    }

    private static (IpAddress Address, ushort Port) Split(string text)
    {
        var at = text.LastIndexOfAny([':', '|']);
        return (IpAddress.Parse(text[..at]), ushort.Parse(text[(at + 1)..]));
    }
}
