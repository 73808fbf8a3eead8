using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace DualWan.Core.Net;

/// <summary>An address of an interface with the length of its network, host bits kept: 192.168.1.2/24.</summary>
internal readonly record struct InterfaceAddress(IpAddress Address, byte Length)
{
    public IpPrefix Prefix => new(Address, Length);

    public IpFamily Family => Address.Family;

    public static InterfaceAddress Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException(
            $"'{text}' is not an address with a length");

    /// <summary>Reads <c>address/length</c>, or a bare address as a host.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out InterfaceAddress result)
    {
        result = default;
        if (text is null)
            return false;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!IpAddress.TryParse(slash < 0 ? text : text[..slash], out var address))
            return false;
        var length = address.BitLength;
        if (slash >= 0 && !TryParseLength(text.AsSpan(slash + 1), ref length))
            return false;
        result = new InterfaceAddress(address, length);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}/{Length}");

    private static bool TryParseLength(ReadOnlySpan<char> text, ref byte length)
    {
        var max = length;
        return (text.Length == 1 || (text.Length > 1 && text[0] != '0'))
            && byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out length)
            && length <= max;
    }
}
