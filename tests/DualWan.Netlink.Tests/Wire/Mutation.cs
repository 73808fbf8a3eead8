using System.Buffers.Binary;

namespace DualWan.Netlink.Tests.Wire;

/// <summary>
/// Damages a recorded datagram. It knows where lengths, types and values of messages and (nested) attributes stand, and
/// mostly leaves the lengths alone or mends them, so that the damage reaches the readers behind the first check.
/// </summary>
internal sealed class Mutation(int seed)
{
    private readonly Random _random = new(seed);

    public byte[] Apply(byte[] datagram)
    {
        var copy = (byte[])datagram.Clone();
        for (var damage = _random.Next(1, 5); damage > 0; damage--)
            copy = Damage(copy);
        return copy;
    }

    private byte[] Damage(byte[] datagram)
    {
        var attributes = Attributes(datagram);
        if (attributes.Count == 0 || _random.Next(10) == 0)
            return FlipAnywhere(datagram);
        var (start, length) = attributes[_random.Next(attributes.Count)];
        switch (_random.Next(6))
        {
            case 0:
                WriteUInt16(datagram, start + 2, _random.Next(0, 40));
                return datagram;
            case 1:
                WriteUInt16(datagram, start, Math.Max(0, length + _random.Next(-6, 7)));
                return datagram;
            case 2:
                return Resize(datagram, start, length);
            case 3:
                WriteUInt16(datagram, start + 2,
                    BinaryPrimitives.ReadUInt16LittleEndian(datagram.AsSpan(start + 2)) ^ 0x8000);
                return datagram;
            default:
                if (length > 4)
                    datagram[start + 4 + _random.Next(length - 4)] = Interesting();
                return datagram;
        }
    }

    private byte Interesting() => _random.Next(4) switch
    {
        0 => 0,
        1 => 0xFF,
        2 => 0x80,
        _ => (byte)_random.Next(256),
    };

    private byte[] FlipAnywhere(byte[] datagram)
    {
        if (datagram.Length == 0)
            return datagram;
        datagram[_random.Next(datagram.Length)] ^= (byte)(1 << _random.Next(8));
        return _random.Next(8) == 0 ? datagram[.._random.Next(datagram.Length)] : datagram;
    }

    /// <summary>Makes one attribute four bytes longer or shorter and mends the message's length.</summary>
    private byte[] Resize(byte[] datagram, int start, int length)
    {
        var message = MessageOf(datagram, start);
        var grow = _random.Next(2) == 0;
        if (!grow && length < 8)
            return datagram;
        var end = start + ((length + 3) & ~3);
        if (end > datagram.Length)
            return datagram;
        byte[] resized = grow
            ? [.. datagram[..end], Interesting(), 0, 0, Interesting(), .. datagram[end..]]
            : [.. datagram[..(end - 4)], .. datagram[end..]];
        WriteUInt16(resized, start, grow ? ((length + 3) & ~3) + 4 : length - 4);
        var total = BinaryPrimitives.ReadInt32LittleEndian(resized.AsSpan(message));
        BinaryPrimitives.WriteInt32LittleEndian(resized.AsSpan(message), total + (grow ? 4 : -4));
        return resized;
    }

    /// <summary>Where attributes stand: after the shortest header that makes the walk come out even, and inside those
    /// that themselves come out even.</summary>
    private static List<(int Start, int Length)> Attributes(byte[] datagram)
    {
        var found = new List<(int, int)>();
        for (var at = 0; at + 16 <= datagram.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(datagram.AsSpan(at));
            if (length < 16 || at + length > datagram.Length)
                break;
            foreach (var header in new[] { 4, 8, 12, 16 })
            {
                if (Walk(datagram, at + 16 + header, at + length, found))
                    break;
            }

            at += (length + 3) & ~3;
        }

        return found;
    }

    private static bool Walk(byte[] datagram, int start, int end, List<(int Start, int Length)> found)
    {
        var mine = new List<(int Start, int Length)>();
        var at = start;
        while (at + 4 <= end)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(datagram.AsSpan(at));
            if (length < 4 || at + length > end)
                return false;
            mine.Add((at, length));
            at += (length + 3) & ~3;
        }

        if (mine.Count == 0 || at < end)
            return false;
        foreach (var (inner, length) in mine)
        {
            found.Add((inner, length));
            if (length >= 12)
                Walk(datagram, inner + 4, inner + length, found);
        }

        return true;
    }

    private static int MessageOf(byte[] datagram, int offset)
    {
        var at = 0;
        while (true)
        {
            var next = at + ((BinaryPrimitives.ReadInt32LittleEndian(datagram.AsSpan(at)) + 3) & ~3);
            if (next > offset)
                return at;
            at = next;
        }
    }

    private static void WriteUInt16(byte[] datagram, int offset, int value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(datagram.AsSpan(offset), (ushort)value);
}
