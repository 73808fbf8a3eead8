using System.Globalization;

namespace DualWan.Netlink.Interop;

/// <summary>A link-layer address of up to eight bytes as a value.</summary>
internal readonly record struct LinkAddress
{
    private readonly ulong _bytes;

    public LinkAddress(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, 8);
        Length = (byte)bytes.Length;
        foreach (var part in bytes)
            _bytes = (_bytes << 8) | part;
    }

    /// <summary>6 on Ethernet; 0: no address.</summary>
    public byte Length { get; }

    public static LinkAddress Broadcast => new([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);

    public void WriteTo(Span<byte> destination)
    {
        for (var i = 0; i < Length; i++)
            destination[i] = (byte)(_bytes >> (8 * (Length - 1 - i)));
    }

    /// <summary>44:65:0d:12:34:56.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[8];
        WriteTo(bytes);
        var parts = new string[Length];
        for (var i = 0; i < Length; i++)
            parts[i] = bytes[i].ToString("x2", CultureInfo.InvariantCulture);
        return string.Join(':', parts);
    }
}
