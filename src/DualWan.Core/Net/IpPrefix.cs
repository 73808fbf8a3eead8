using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace DualWan.Core.Net;

/// <summary>A network: the address is always masked. RouterOS's "address with mask" is
/// <see cref="InterfaceAddress"/>.</summary>
internal readonly record struct IpPrefix : IComparable<IpPrefix>
{
    public IpPrefix(IpAddress address, byte length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, address.BitLength);
        Length = length;
        Address = new IpAddress(address.Family, address.Bits & Mask(address.Family, length));
    }

    public IpAddress Address { get; }

    /// <summary>Bits, 0 to 32 or 0 to 128.</summary>
    public byte Length { get; }

    public IpFamily Family => Address.Family;

    public bool IsDefault => Length == 0;

    public bool IsHost => Length == Address.BitLength;

    public IpAddress First => Address;

    public IpAddress Last => new(Family, Address.Bits | (~Mask(Family, Length) & FamilyMask(Family)));

    public static IpPrefix Default(IpFamily family) => new(IpAddress.Any(family), 0);

    public static IpPrefix Host(IpAddress address) => new(address, address.BitLength);

    public bool Contains(IpAddress address) =>
        address.Family == Family && (address.Bits & Mask(Family, Length)) == Address.Bits;

    public bool Contains(IpPrefix other) => other.Length >= Length && Contains(other.Address);

    public static IpPrefix Parse(string text) =>
        TryParse(text, out var prefix) ? prefix : throw new FormatException($"'{text}' is not a network prefix");

    /// <summary>Reads <c>address/length</c> or a bare address (a host). Host bits are masked; a caller who minds asks
    /// <see cref="InterfaceAddress.TryParse"/> first.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out IpPrefix prefix)
    {
        var parsed = InterfaceAddress.TryParse(text, out var address);
        prefix = parsed ? address.Prefix : default;
        return parsed;
    }

    public int CompareTo(IpPrefix other)
    {
        var byAddress = Address.CompareTo(other.Address);
        return byAddress != 0 ? byAddress : Length.CompareTo(other.Length);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}/{Length}");

    private static UInt128 FamilyMask(IpFamily family) =>
        family == IpFamily.IPv4 ? uint.MaxValue : UInt128.MaxValue;

    private static UInt128 Mask(IpFamily family, byte length)
    {
        var hostBits = IpAddress.BitLengthOf(family) - length;
        return hostBits == 128 ? UInt128.Zero : (UInt128.MaxValue << hostBits) & FamilyMask(family);
    }

    public static bool operator <(IpPrefix left, IpPrefix right) => left.CompareTo(right) < 0;

    public static bool operator >(IpPrefix left, IpPrefix right) => left.CompareTo(right) > 0;

    public static bool operator <=(IpPrefix left, IpPrefix right) => left.CompareTo(right) <= 0;

    public static bool operator >=(IpPrefix left, IpPrefix right) => left.CompareTo(right) >= 0;
}
