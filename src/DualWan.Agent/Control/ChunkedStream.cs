using System.Globalization;

namespace DualWan.Agent.Control;

/// <summary>A body in chunks (RFC 9112 section 7.1).</summary>
internal sealed class ChunkedStream(Stream input) : BodyStream(input)
{
    private long _left;
    private bool _ended;

    public override int Read(Span<byte> buffer)
    {
        if (_ended || buffer.IsEmpty)
            return 0;
        if (_left == 0 && !NextChunk())
            return 0;
        var read = Input.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        if (read == 0)
            throw new IOException("the answer ended in a chunk");
        _left -= read;
        if (_left == 0)
            ControlResponse.ReadHeaderLine(Input);
        return read;
    }

    private bool NextChunk()
    {
        var line = ControlResponse.ReadHeaderLine(Input);
        var end = line.IndexOf(';', StringComparison.Ordinal);
        var size = end < 0 ? line : line[..end];
        if (!long.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _left))
            throw new IOException("a chunk without a size");
        _ended = _left == 0;
        return !_ended;
    }
}
