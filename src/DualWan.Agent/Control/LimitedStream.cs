namespace DualWan.Agent.Control;

/// <summary>A body of known length.</summary>
internal sealed class LimitedStream(Stream input, long length) : BodyStream(input)
{
    private long _left = length;

    public override int Read(Span<byte> buffer)
    {
        if (_left == 0 || buffer.IsEmpty)
            return 0;
        var read = Input.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        _left -= read;
        return read;
    }
}
