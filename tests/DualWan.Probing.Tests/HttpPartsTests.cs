using System.Text;
using DualWan.Probing.Http;

namespace DualWan.Probing.Tests;

public sealed class HttpPartsTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n", 200)]
    [InlineData("HTTP/1.0 204\r\n", 204)]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", 302)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 500 Oh\r\n", 500)]
    [InlineData("HTTP/1.1 100 Continue\r\nHTTP/1.1 200 OK\r\n", 0)] // still the header of the interim response
    [InlineData("", 0)]
    [InlineData("HTT", 0)]
    [InlineData("HTTP/1.1 200 OK", 0)]
    [InlineData("HTTP/2 200\r\n", -1)]
    [InlineData("HTTP/1.1 2000\r\n", -1)]
    [InlineData("HTTP/1.1 20x OK\r\n", -1)]
    [InlineData("HTTP/1.1 +20 OK\r\n", -1)]
    [InlineData("HTTP/1.1 099 OK\r\n", -1)]
    [InlineData("HTTP/1.1  20\r\n", -1)]
    [InlineData("\r\n", -1)]
    [InlineData("SSH-2.0-x", -1)]
    public void Read_Bytes_GiveTheFinalStatusOrSayWhy(string text, int expected) =>
        Assert.Equal(expected, HttpStatusReader.Read(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Read_DamagedResponses_NeverThrows()
    {
        var random = new Random(4);
        var response = Encoding.ASCII.GetBytes(
            "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nServer: x\r\n\r\n");
        var found = 0;
        for (var i = 0; i < 100_000; i++)
            found += HttpStatusReader.Read(Fuzz.Mutate(random, response)) > 0 ? 1 : 0;
        Assert.InRange(found, 1000, 99_000);
    }

    [Theory]
    [InlineData("http://example.com", "example.com  80 False /", "example.com")]
    [InlineData("https://example.com/a%20b?c=d#e", "example.com  443 True /a%20b?c=d", "example.com")]
    [InlineData("http://1.1.1.1:8080/x", "1.1.1.1 1.1.1.1 8080 False /x", "1.1.1.1:8080")]
    [InlineData("https://[2001:db8::1]/", "2001:db8::1 2001:db8::1 443 True /", "[2001:db8::1]")]
    [InlineData("https://bücher.example/", "xn--bcher-kva.example  443 True /", "xn--bcher-kva.example")]
    [InlineData("http://user:secret@example.com/", "example.com  80 False /", "example.com")]
    public void TryParse_Url_GivesWhereToConnectAndWhatToAsk(string url, string expected, string host)
    {
        Assert.True(HttpTarget.TryParse(url, out var target));
        var request = Encoding.ASCII.GetString(target.Request);
        var path = request.Split(' ')[1];
        Assert.Equal(expected, $"{target.Host} {target.Address} {target.Port} {target.Secure} {path}");
        Assert.Contains($"\r\nHost: {host}\r\n", request, StringComparison.Ordinal);
        Assert.EndsWith("\r\nConnection: close\r\n\r\n", request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://example.com/")]
    [InlineData("example.com")]
    [InlineData("http://")]
    [InlineData("/path")]
    public void TryParse_WhatIsNoHttpUrl_IsRefused(string url) => Assert.False(HttpTarget.TryParse(url, out _));
}
