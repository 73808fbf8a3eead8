using System.Buffers.Text;

namespace DualWan.Probing.Http;

/// <summary>Finds the status of a response (RFC 9112 section 4) in the bytes so far.</summary>
internal static class HttpStatusReader
{
    /// <summary>More header than this is no answer.</summary>
    public const int MostBytes = 64 * 1024;

    /// <summary>
    /// The final status; 0 where more bytes are needed; -1 where this is no HTTP/1.x. Interim responses (100, 103) are
    /// passed over with their headers.
    /// </summary>
    public static int Read(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            var end = bytes.IndexOf("\r\n"u8);
            if (end < 0)
                return Plausible(bytes) ? 0 : -1;
            var status = StatusOf(bytes[..end]);
            if (status is < 0 or >= 200)
                return status;
            var next = bytes.IndexOf("\r\n\r\n"u8);
            if (next < 0)
                return 0;
            bytes = bytes[(next + 4)..];
        }
    }

    /// <summary>"HTTP/1.1 204 No Content": version, blank, three digits, then nothing or a blank.</summary>
    private static int StatusOf(ReadOnlySpan<byte> line)
    {
        if (line.Length < 12 || !line.StartsWith("HTTP/1."u8) || line[8] != ' ' || (line.Length > 12 && line[12] != ' ')
            || !Utf8Parser.TryParse(line.Slice(9, 3), out int status, out var used) || used != 3 || status < 100)
            return -1;
        return status;
    }

    private static bool Plausible(ReadOnlySpan<byte> start)
    {
        var expected = "HTTP/1."u8;
        var length = Math.Min(start.Length, expected.Length);
        return start[..length].SequenceEqual(expected[..length]);
    }
}
