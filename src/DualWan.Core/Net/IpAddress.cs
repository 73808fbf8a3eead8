using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace DualWan.Core.Net;

/// <summary>
/// An IPv4 or IPv6 address as a value: the one address type of the whole program. Ordered by family, then numerically.
/// </summary>
internal readonly record struct IpAddress : IComparable<IpAddress>
{
    private readonly UInt128 _bits;

    public IpAddress(IpFamily family, UInt128 bits)
    {
        Family = family;
        _bits = family == IpFamily.IPv4 ? (uint)bits : bits;
    }

    /// <summary>The family; <c>default(IpAddress)</c> has none (0) and is no address.</summary>
    public IpFamily Family { get; }

    /// <summary>The address as an unsigned number: 32 significant bits for IPv4, 128 for IPv6.</summary>
    public UInt128 Bits => _bits;

    /// <summary>32 or 128.</summary>
    public byte BitLength => BitLengthOf(Family);

    /// <summary>4 or 16.</summary>
    public int ByteLength => BitLength / 8;

    public bool IsUnspecified => _bits == UInt128.Zero;

    public bool IsLoopback => Family == IpFamily.IPv4 ? (uint)_bits >> 24 == 127 : _bits == UInt128.One;

    public bool IsMulticast => Family == IpFamily.IPv4 ? (uint)_bits >> 28 == 0xE : (byte)(_bits >> 120) == 0xFF;

    /// <summary>169.254.0.0/16 or fe80::/10.</summary>
    public bool IsLinkLocal => Family == IpFamily.IPv4
        ? (uint)_bits >> 16 == 0xA9FE
        : (ushort)(_bits >> 118) == 0x3FA;

    public static byte BitLengthOf(IpFamily family) => family == IpFamily.IPv4 ? (byte)32 : (byte)128;

    public static IpAddress Any(IpFamily family) => new(family, UInt128.Zero);

    /// <summary>Reads 4 or 16 bytes in network order; any other length is a programmer's error.</summary>
    public static IpAddress FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        4 => new(IpFamily.IPv4, BinaryPrimitives.ReadUInt32BigEndian(bytes)),
        16 => new(IpFamily.IPv6, BinaryPrimitives.ReadUInt128BigEndian(bytes)),
        _ => throw new ArgumentException($"an address has 4 or 16 bytes, not {bytes.Length}", nameof(bytes)),
    };

    /// <summary>Writes the address in network order; <paramref name="destination"/> holds at least
    /// <see cref="ByteLength"/> bytes.</summary>
    public void WriteTo(Span<byte> destination)
    {
        if (Family == IpFamily.IPv4)
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)_bits);
        else
            BinaryPrimitives.WriteUInt128BigEndian(destination, _bits);
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[ByteLength];
        WriteTo(bytes);
        return bytes;
    }

    public IPAddress ToIPAddress() => new(ToBytes());

    public static IpAddress From(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return FromBytes(bytes[..length]);
    }

    public static IpAddress Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is not an IP address");

    /// <summary>Strict: four decimal parts without leading zeros, or RFC 4291 text without a zone.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out IpAddress address)
    {
        address = default;
        if (string.IsNullOrEmpty(text) || text.Contains('%', StringComparison.Ordinal))
            return false;
        if (!text.Contains(':', StringComparison.Ordinal))
            return TryParseIPv4(text, out address);
        if (text[0] == '[' || !IPAddress.TryParse(text, out var parsed)
            || parsed.AddressFamily != AddressFamily.InterNetworkV6)
            return false;
        address = From(parsed);
        return true;
    }

    public int CompareTo(IpAddress other)
    {
        var byFamily = Family.CompareTo(other.Family);
        return byFamily != 0 ? byFamily : _bits.CompareTo(other._bits);
    }

    public override string ToString() => Family switch
    {
        IpFamily.IPv4 => string.Create(CultureInfo.InvariantCulture,
            $"{(byte)(_bits >> 24)}.{(byte)(_bits >> 16)}.{(byte)(_bits >> 8)}.{(byte)_bits}"),
        IpFamily.IPv6 => ToIPAddress().ToString(),
        _ => "none",
    };

    public static bool operator <(IpAddress left, IpAddress right) => left.CompareTo(right) < 0;

    public static bool operator >(IpAddress left, IpAddress right) => left.CompareTo(right) > 0;

    public static bool operator <=(IpAddress left, IpAddress right) => left.CompareTo(right) <= 0;

    public static bool operator >=(IpAddress left, IpAddress right) => left.CompareTo(right) >= 0;

    private static bool TryParseIPv4(ReadOnlySpan<char> text, out IpAddress address)
    {
        address = default;
        uint bits = 0;
        var parts = 0;
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            if (part.Length is 0 or > 3 || (part.Length > 1 && part[0] == '0') || ++parts > 4
                || !byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
                return false;
            bits = (bits << 8) | value;
        }

        address = new IpAddress(IpFamily.IPv4, bits);
        return parts == 4;
    }
}
