using System.Buffers.Binary;
using System.Text;
using DualWan.Core.Net;

namespace DualWan.Probing.Dns;

/// <summary>Questions for an address and the answers to them (RFC 1035 section 4), within one datagram.</summary>
internal static class DnsMessage
{
    /// <summary>The longest question: header, a name of 255 bytes, type and class.</summary>
    public const int LongestQuery = HeaderLength + LongestName + 4;

    private const int HeaderLength = 12;
    private const int LongestName = 255;
    private const int LongestLabel = 63;
    private const ushort InternetClass = 1;
    private const ushort RecursionDesired = 0x0100;
    private const int MostAnswers = 64;

    /// <summary>Writes a question; 0 where the text is no host name (an empty or overlong label, not ASCII).</summary>
    public static int WriteQuery(Span<byte> message, ushort id, string name, DnsType type)
    {
        message[..HeaderLength].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(message, id);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], RecursionDesired);
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], 1); // QDCOUNT
        var length = WriteName(message[HeaderLength..], name);
        if (length == 0)
            return 0;
        var tail = message[(HeaderLength + length)..];
        BinaryPrimitives.WriteUInt16BigEndian(tail, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(tail[2..], InternetClass);
        return HeaderLength + length + 4;
    }

    /// <summary>The identifier; null for what is no response.</summary>
    public static ushort? IdOf(ReadOnlySpan<byte> message) =>
        message.Length >= HeaderLength && (message[2] & 0x80) != 0
            ? BinaryPrimitives.ReadUInt16BigEndian(message) : null;

    /// <summary>
    /// Reads the response to a question. False for what does not answer it: another identifier, question or opcode, or
    /// bytes that make no sense; such a packet counts as never received.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> message, ReadOnlySpan<byte> query, out DnsResponse response)
    {
        response = default;
        var question = query[HeaderLength..];
        if (IdOf(message) != BinaryPrimitives.ReadUInt16BigEndian(query) || (message[2] & 0x78) != 0
            || BinaryPrimitives.ReadUInt16BigEndian(message[4..]) != 1
            || message.Length < query.Length
            || !SameQuestion(message.Slice(HeaderLength, question.Length), question))
            return false;
        var code = message[3] & 0x0F;
        var count = Math.Min((int)BinaryPrimitives.ReadUInt16BigEndian(message[6..]), MostAnswers);
        var type = (DnsType)BinaryPrimitives.ReadUInt16BigEndian(question[^4..]);
        return TryReadAnswers(message[query.Length..], count, type, code, out response);
    }

    private static bool TryReadAnswers(
        ReadOnlySpan<byte> rest, int count, DnsType type, int code, out DnsResponse response)
    {
        response = default;
        List<IpAddress> addresses = [];
        var least = uint.MaxValue;
        for (; count > 0; count--)
        {
            var name = NameLength(rest);
            if (name == 0 || rest.Length < name + 10)
                return false;
            var record = rest[name..];
            var size = BinaryPrimitives.ReadUInt16BigEndian(record[8..]);
            if (record.Length < 10 + size)
                return false;
            if (IsAddress(record, type, size))
            {
                addresses.Add(IpAddress.FromBytes(record.Slice(10, size)));
                least = Math.Min(least, BinaryPrimitives.ReadUInt32BigEndian(record[4..]));
            }

            rest = record[(10 + size)..];
        }

        response = new DnsResponse(
            code, [.. addresses], addresses.Count == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(least));
        return true;
    }

    private static bool IsAddress(ReadOnlySpan<byte> record, DnsType type, int size) =>
        BinaryPrimitives.ReadUInt16BigEndian(record) == (ushort)type
        && BinaryPrimitives.ReadUInt16BigEndian(record[2..]) == InternetClass
        && size == (type == DnsType.A ? 4 : 16);

    private static int WriteName(Span<byte> destination, string name)
    {
        var at = 0;
        var text = name.AsSpan().TrimEnd('.');
        foreach (var range in text.Split('.'))
        {
            var label = text[range];
            if (label.Length is 0 or > LongestLabel || !Ascii.IsValid(label) || at + label.Length + 2 > LongestName)
                return 0;
            destination[at] = (byte)label.Length;
            Ascii.FromUtf16(label, destination[(at + 1)..], out _);
            at += label.Length + 1;
        }

        destination[at] = 0;
        return at + 1;
    }

    /// <summary>
    /// Bytes that a name takes where it stands, a compression pointer unfollowed; 0 where it has no end.
    /// </summary>
    private static int NameLength(ReadOnlySpan<byte> name)
    {
        var at = 0;
        while (at < name.Length && at < LongestName)
        {
            var length = name[at];
            if (length == 0)
                return at + 1;
            if (length >= 0xC0)
                return at + 2 <= name.Length ? at + 2 : 0;
            if (length > LongestLabel)
                return 0;
            at += length + 1;
        }

        return 0;
    }

    /// <summary>
    /// Names compare without regard to case (RFC 4343); lengths, type and class are below the letters.
    /// </summary>
    private static bool SameQuestion(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        Ascii.EqualsIgnoreCase(left, right) || left.SequenceEqual(right);
}
