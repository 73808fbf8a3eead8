using DualWan.Core.Net;
using DualWan.Core.Reconciliation;

namespace DualWan.Core.Compilation;

/// <summary>
/// The ids of nexthop objects and groups: 0xD7 | family (4 bits) | kind (4 bits) | index (16 bits). They follow from
/// what the object is for, so that a restart finds its own without a memory.
/// </summary>
internal static class NextHopIds
{
    /// <summary>Index 0xffff is used by the rehearsal and by nothing else.</summary>
    public const int RehearsalIndex = 0xffff;

    public static uint NextHop(IpFamily family, int number) => Make(family, 0, number);

    public static uint Strict(IpFamily family, int number) => Make(family, 1, number);

    /// <summary>Level 0 to 15 of the table that prefers <paramref name="number"/>.</summary>
    public static uint Preferred(IpFamily family, int number, int level) => Make(family, 2, (number << 4) | level);

    public static uint Unmarked(IpFamily family, int level) => Make(family, 3, level);

    /// <summary>A static route of a line's own network, by a gateway that is not the uplink's.</summary>
    public static uint Side(IpFamily family, int index) => Make(family, 4, index);

    public static uint SideGroup(IpFamily family, int index) => Make(family, 5, index);

    private static uint Make(IpFamily family, int kind, int index) =>
        KernelNumbers.NextHopIdBase
        | ((family == IpFamily.IPv4 ? 4u : 6u) << 20)
        | ((uint)kind << 16)
        | (uint)(index & 0xffff);
}
