using System.Globalization;

namespace DualWan.Core.Compilation;

/// <summary>
/// The bits of packet mark and connection mark that are ours (kernel.md section 3). Both use the same bits, so that a
/// foreign copy from one to the other carries meaning, not noise.
/// </summary>
internal static class MarkLayout
{
    /// <summary>All of ours, in packet and connection marks.</summary>
    public const uint Mask = 0xff00_0000;

    /// <summary>The connection is bound to an uplink; on a packet: route it before main.</summary>
    public const uint Pinned = 0x8000_0000;

    /// <summary>Never by another uplink.</summary>
    public const uint Strict = 0x4000_0000;

    /// <summary>The connection came in by the uplink.</summary>
    public const uint CameIn = 0x2000_0000;

    public const uint NumberMask = 0x1f00_0000;

    /// <summary>
    /// The number that probes carry in place of an uplink's, so that flushing an uplink leaves its probes alone:
    /// uplinks and preferences have 1 to 30.
    /// </summary>
    public const int ProbeNumber = 31;

    /// <summary>What the agent's own probes carry on the packet and on the connection.</summary>
    public const uint Probe = Pinned | ((uint)ProbeNumber << 24);

    /// <summary>Pinned to an uplink, whatever else: what a flush and the guard compare.</summary>
    public const uint PinMask = Pinned | NumberMask;

    /// <summary>Two bits of the packet mark that tell the pin what a rule said of <c>on-failover</c>; used only where a
    /// rule says it.</summary>
    public const uint PolicyMask = 0x0000_0300;

    public static uint Number(int number) => (uint)number << 24;

    public static uint PinnedOut(int number) => Pinned | Number(number);

    public static uint PinnedStrict(int number) => Pinned | Strict | Number(number);

    public static uint PinnedIn(int number) => Pinned | Strict | CameIn | Number(number);

    public static int NumberOf(uint mark) => (int)((mark & NumberMask) >> 24);

    public static string Hex(uint value) => "0x" + value.ToString("x8", CultureInfo.InvariantCulture);
}
