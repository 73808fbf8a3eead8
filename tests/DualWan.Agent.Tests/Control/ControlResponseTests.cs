using System.Text;
using DualWan.Agent.Control;

namespace DualWan.Agent.Tests.Control;

public sealed class ControlResponseTests
{
    [Fact]
    public void A_body_of_known_length_ends_there()
    {
        using var response = Parse("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more");

        Assert.Equal("hello", response.ReadText());
        Assert.True(response.Succeeded);
    }

    [Fact]
    public void A_body_in_chunks_is_joined()
    {
        using var response = Parse(
            "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA;x=y\r\n, "
                + "line\none\r\n0\r\n\r\n");

        Assert.Equal("hello, line\none", response.ReadText());
        Assert.Equal(404, response.Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("SSH-2.0-OpenSSH\r\n")]
    [InlineData("HTTP/1.1 abc\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    public void What_is_no_HTTP_answer_is_an_IOException(string text) =>
        Assert.Throws<IOException>(() => Parse(text));

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe")]
    public void A_broken_chunk_is_an_IOException(string text)
    {
        using var response = Parse(text);

        Assert.Throws<IOException>(() => response.ReadText());
    }

    [Fact]
    public void An_answer_of_another_version_is_a_line_for_the_user()
    {
        using var response = Parse("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");

        var e = Assert.Throws<CommandException>(() => response.ReadJson(ControlJson.Line.StatusSnapshot));

        Assert.Contains("different versions", e.Hint, StringComparison.Ordinal);
    }

    private static ControlResponse Parse(string text) =>
        ControlResponse.Read(new MemoryStream(Encoding.ASCII.GetBytes(text)));
}
