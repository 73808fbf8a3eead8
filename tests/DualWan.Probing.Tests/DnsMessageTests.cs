using DualWan.Core.Net;
using DualWan.Probing.Dns;
using DualWan.Testing;

namespace DualWan.Probing.Tests;

public sealed class DnsMessageTests
{
    /// <summary>strace of <c>getent ahostsv4 www.example.com</c>, glibc 2.36.</summary>
    private static readonly byte[] Query = Captures.Hex(
        "c47c 0100 0001 0000 0000 0000 03 777777 07 6578616d706c65 03 636f6d 00 0001 0001");

    /// <summary>An alias, then two addresses of the alias by compression pointers (RFC 1035 section 4.1.4).</summary>
    private static readonly byte[] Response = [.. Captures.Hex(
        "c47c 8180 0001 0003 0000 0000 03 777777 07 6578616d706c65 03 636f6d 00 0001 0001"
        + "c00c 0005 0001 0000012c 0006 03 63646e c010" // www CNAME cdn.example.com, 300 s
        + "c02d 0001 0001 0000003c 0004 5db8d822" // cdn A 93.184.216.34, 60 s
        + "c02d 0001 0001 00000014 0004 01020304")]; // cdn A 1.2.3.4, 20 s

    /// <summary>dnsmasq 2.90: a CNAME of 300 s and the A record of 60 s that it leads to.</summary>
    private static readonly byte[] FromDnsmasq = Captures.Hex(
        "c47c858000010002000000000377777707 6578616d706c6503636f6d0000010001c00c000500010000012c00110363646e07"
        + "6578616d706c6503636f6d00c02d000100010000003c00045db8d822");

    /// <summary>The same server, asked for no.example.com.</summary>
    private static readonly byte[] NoSuchName = Captures.Hex(
        "c47c81850001000000000000026e6f076578616d706c6503636f6d0000010001");

    [Fact]
    public void TryRead_ResponsesOfARealServer_GiveTheAddressOrTheRefusal()
    {
        Assert.True(DnsMessage.TryRead(FromDnsmasq, Query, out var response));
        Assert.Equal(
            new DnsResponse(0, [IpAddress.Parse("93.184.216.34")], TimeSpan.FromSeconds(60)), response);

        var query = new byte[DnsMessage.LongestQuery];
        var length = DnsMessage.WriteQuery(query, 0xc47c, "no.example.com", DnsType.A);
        Assert.True(DnsMessage.TryRead(NoSuchName, query.AsSpan(0, length), out response));
        Assert.Equal((5, false), (response.Code, response.Answers)); // REFUSED: it has no upstream
    }

    [Fact]
    public void WriteQuery_IsWhatTheSystemsResolverSends()
    {
        var message = new byte[DnsMessage.LongestQuery];
        var length = DnsMessage.WriteQuery(message, 0xc47c, "www.example.com", DnsType.A);
        HexDiff.Equal(Query, message.AsSpan(0, length));
    }

    [Fact]
    public void WriteQuery_OfTheLongestName_Fits()
    {
        var message = new byte[DnsMessage.LongestQuery];
        var label = new string('a', 63);
        var longest = $"{label}.{label}.{label}.{label[..61]}"; // 253 characters, 255 bytes on the wire
        Assert.Equal(DnsMessage.LongestQuery, DnsMessage.WriteQuery(message, 1, longest, DnsType.AAAA));
        Assert.Equal(0, DnsMessage.WriteQuery(message, 1, longest + "a", DnsType.AAAA));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("bücher.example")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example")]
    public void WriteQuery_OfWhatIsNoHostName_WritesNothing(string name) =>
        Assert.Equal(0, DnsMessage.WriteQuery(new byte[DnsMessage.LongestQuery], 1, name, DnsType.A));

    [Fact]
    public void TryRead_AliasAndAddresses_GivesAllAddressesAndTheShortestLife()
    {
        Assert.True(DnsMessage.TryRead(Response, Query, out var response));
        Assert.Equal(new DnsResponse(
            0, [IpAddress.Parse("93.184.216.34"), IpAddress.Parse("1.2.3.4")], TimeSpan.FromSeconds(20)), response);
        Assert.True(response.Answers);
    }

    [Fact]
    public void TryRead_QuestionInOtherCase_IsTheSameQuestion()
    {
        var shouted = (byte[])Response.Clone();
        shouted[13] = (byte)'W';
        Assert.True(DnsMessage.TryRead(shouted, Query, out _));
    }

    [Theory]
    [InlineData(0, 0xc5)] // identifier
    [InlineData(2, 0x01)] // a query, not a response
    [InlineData(2, 0x89)] // another opcode
    [InlineData(5, 2)] // two questions
    [InlineData(13, 'x')] // another name
    [InlineData(30, 28)] // another type
    [InlineData(32, 3)] // another class
    public void TryRead_ResponseToAnotherQuestion_IsIgnored(int at, int value)
    {
        var other = (byte[])Response.Clone();
        other[at] = (byte)value;
        Assert.False(DnsMessage.TryRead(other, Query, out _));
    }

    [Fact]
    public void TryRead_AnyPrefix_IsIgnored()
    {
        for (var length = 0; length < Response.Length; length++)
            Assert.False(DnsMessage.TryRead(Response.AsSpan(0, length), Query, out _), $"{length} bytes");
    }

    [Fact]
    public void TryRead_NameThatPointsAtItself_IsReadOnce()
    {
        var looping = (byte[])Response.Clone();
        looping[33] = 0xC0;
        looping[34] = 33;
        Assert.True(DnsMessage.TryRead(looping, Query, out var response));
        Assert.Equal(2, response.Addresses.Count);
    }

    [Fact]
    public void TryRead_DamagedResponses_NeverThrows()
    {
        var random = new Random(3);
        var read = 0;
        for (var i = 0; i < 200_000; i++)
            read += DnsMessage.TryRead(Fuzz.Mutate(random, Response), Query, out _) ? 1 : 0;
        Assert.InRange(read, 1000, 199_000);
    }
}
