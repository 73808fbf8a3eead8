using System.Buffers.Binary;
using DualWan.Core.Net;

namespace DualWan.Probing.Icmp;

/// <summary>
/// Echo requests and what answers them (RFC 792, RFC 4443). Eight bytes of payload hold a secret of the monitor: an
/// answer without it was not caused by our request.
/// </summary>
internal static class IcmpEcho
{
    public const int Length = HeaderLength + 8;
    public const byte Reply4 = 0;
    public const byte Unreachable4 = 3;
    public const byte Request4 = 8;
    public const byte TimeExceeded4 = 11;
    public const byte Unreachable6 = 1;
    public const byte TimeExceeded6 = 3;
    public const byte Request6 = 128;
    public const byte Reply6 = 129;
    private const int HeaderLength = 8;
    private const int IPv4HeaderLength = 20;
    private const int IPv6HeaderLength = 40;
    private const byte IcmpProtocol = 1;
    private const byte Icmp6Protocol = 58;

    /// <summary>Writes <see cref="Length"/> bytes. The checksum of ICMPv6 is the kernel's to fill (RFC 3542).</summary>
    public static void WriteRequest(Span<byte> packet, IpFamily family, ushort id, ushort sequence, ulong cookie)
    {
        packet[0] = family == IpFamily.IPv4 ? Request4 : Request6;
        packet[1] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], id);
        BinaryPrimitives.WriteUInt16BigEndian(packet[6..], sequence);
        BinaryPrimitives.WriteUInt64BigEndian(packet[HeaderLength..], cookie);
        if (family == IpFamily.IPv4)
            BinaryPrimitives.WriteUInt16BigEndian(packet[2..], InternetChecksum.Compute(packet[..Length]));
    }

    /// <summary>
    /// Reads what a raw IPv4 socket gave: the packet with its IP header, its ICMP checksum not yet checked.
    /// </summary>
    public static bool TryRead4(ReadOnlySpan<byte> packet, out IcmpAnswer answer)
    {
        answer = default;
        if (!TrySplit4(packet, out var message) || message.Length < HeaderLength
            || InternetChecksum.Compute(message) != 0)
            return false;
        if (message[0] == Reply4)
            return TryReadReply(message, IpAddress.FromBytes(packet.Slice(12, 4)), packet[8], out answer);
        if (message[0] is not (Unreachable4 or TimeExceeded4))
            return false;
        var quoted = message[HeaderLength..];
        return TrySplit4(quoted, out var request) && request.Length >= HeaderLength && request[0] == Request4
            && TakeError(message, request, IpAddress.FromBytes(quoted.Slice(16, 4)), out answer);
    }

    /// <summary>Reads what a raw ICMPv6 socket gave: no IP header, checksum already checked by the kernel.</summary>
    public static bool TryRead6(ReadOnlySpan<byte> message, IpAddress source, out IcmpAnswer answer)
    {
        answer = default;
        if (message.Length < HeaderLength)
            return false;
        if (message[0] == Reply6)
            return TryReadReply(message, source, 0, out answer);
        var quoted = message[HeaderLength..];
        if (message[0] is not (Unreachable6 or TimeExceeded6) || quoted.Length < IPv6HeaderLength + HeaderLength
            || quoted[6] != Icmp6Protocol || quoted[IPv6HeaderLength] != Request6)
            return false;
        return TakeError(
            message, quoted[IPv6HeaderLength..], IpAddress.FromBytes(quoted.Slice(24, 16)), out answer);
    }

    private static bool TryReadReply(ReadOnlySpan<byte> message, IpAddress source, byte ttl, out IcmpAnswer answer)
    {
        answer = default;
        if (message.Length < Length || message[1] != 0)
            return false;
        var cookie = BinaryPrimitives.ReadUInt64BigEndian(message[HeaderLength..]);
        answer = new IcmpAnswer(false, source, IdOf(message), SequenceOf(message), cookie, ttl, 0);
        return true;
    }

    private static bool TakeError(
        ReadOnlySpan<byte> message, ReadOnlySpan<byte> request, IpAddress target, out IcmpAnswer answer)
    {
        var error = (message[0] << 8) | message[1];
        answer = new IcmpAnswer(true, target, IdOf(request), SequenceOf(request), 0, 0, error);
        return true;
    }

    /// <summary>
    /// The ICMP message of an unfragmented IPv4 packet; what follows the total length is link padding.
    /// </summary>
    private static bool TrySplit4(ReadOnlySpan<byte> packet, out ReadOnlySpan<byte> message)
    {
        message = default;
        if (packet.Length < IPv4HeaderLength || packet[0] >> 4 != 4 || packet[9] != IcmpProtocol)
            return false;
        var header = (packet[0] & 0x0F) * 4;
        var fragment = BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0x3FFF; // offset and more-fragments
        if (header < IPv4HeaderLength || header > packet.Length || fragment != 0)
            return false;
        var total = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        var end = total >= header && total < packet.Length ? total : packet.Length;
        message = packet[header..end];
        return true;
    }

    private static ushort IdOf(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt16BigEndian(message[4..]);

    private static ushort SequenceOf(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt16BigEndian(message[6..]);
}
