namespace DualWan.Core.Classification;

/// <summary>
/// What the classifier writes into a packet's mark: by which uplink (or preference) it shall leave.
/// </summary>
/// <param name="Number">The uplink or preference, 1 to 30; 0 leaves the packet unmarked.</param>
/// <param name="Strict">Never by another one (<c>failover: no</c>).</param>
/// <param name="Policy">What becomes of the connection when its uplink dies: 0 the settings' word, 1 reset, 2 move, 3
/// keep.</param>
internal readonly record struct RouteMark(byte Number, bool Strict = false, byte Policy = 0)
{
    /// <summary>The bits of the packet mark that say where: pinned, strict, came-in and the number.</summary>
    public const uint Mask = 0xff000000;

    public const uint StrictBit = 0x40000000;

    /// <summary>The bits of the packet mark that say what happens at failover.</summary>
    public const uint PolicyMask = 0x00000300;

    /// <summary>All bits that a classifier verdict writes.</summary>
    public const uint WrittenMask = Mask | PolicyMask;

    /// <summary>The packet mark: 0x0k000000 preferred, 0x4k000000 strict, plus the policy.</summary>
    public uint Value => ((uint)Number << 24) | (Strict ? StrictBit : 0) | ((uint)Policy << 8);
}
