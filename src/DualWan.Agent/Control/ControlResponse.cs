using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DualWan.Agent.Control;

/// <summary>An answer of the control socket: its status, and its body as text or line by line.</summary>
internal sealed class ControlResponse : IDisposable
{
    private readonly Stream _body;

    private ControlResponse(int status, Stream body)
    {
        Status = status;
        _body = body;
    }

    public int Status { get; }

    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>Reads the status line and the headers.</summary>
    public static ControlResponse Read(Stream connection)
    {
        var input = new BufferedStream(connection, 16 * 1024);
        var status = ReadStatus(ReadHeaderLine(input));
        long? length = null;
        var chunked = false;
        for (var line = ReadHeaderLine(input); line.Length > 0; line = ReadHeaderLine(input))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var value = line[(colon + 1)..].Trim();
            if (line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase))
                length = long.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);
            else if (line.StartsWith("transfer-encoding:", StringComparison.OrdinalIgnoreCase))
                chunked = value.Equals("chunked", StringComparison.OrdinalIgnoreCase);
        }

        return new ControlResponse(status, chunked
            ? new ChunkedStream(input) : new LimitedStream(input, length ?? long.MaxValue));
    }

    public string ReadText()
    {
        using var reader = new StreamReader(_body, Encoding.UTF8, leaveOpen: true);
        return reader.ReadToEnd();
    }

    public T ReadJson<T>(JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(_body, type) ?? throw ControlClient.Broken();
        }
        catch (JsonException)
        {
            throw new CommandException(
                ExitCode.Refused, "the agent's answer could not be understood",
                "agent and command are of different versions: restart the agent (sudo systemctl restart dualwan)");
        }
    }

    /// <summary>The lines as they come, until the agent closes.</summary>
    public IEnumerable<string> ReadLines()
    {
        using var reader = new StreamReader(_body, Encoding.UTF8, leaveOpen: true);
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    public void Dispose() => _body.Dispose();

    private static int ReadStatus(string line) =>
        line.Length >= 12 && line.StartsWith("HTTP/1.", StringComparison.Ordinal)
        && int.TryParse(line.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? status
            : throw new IOException("not an HTTP answer");

    internal static string ReadHeaderLine(Stream input)
    {
        var line = new StringBuilder();
        for (var b = input.ReadByte(); b != '\n'; b = input.ReadByte())
        {
            if (b < 0 || line.Length > 8192)
                throw new IOException("the answer ended in its head");
            line.Append((char)b);
        }

        return line.ToString().TrimEnd('\r');
    }
}
