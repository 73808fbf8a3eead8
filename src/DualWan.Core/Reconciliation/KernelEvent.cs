using DualWan.Core.Net;

namespace DualWan.Core.Reconciliation;

/// <summary>Something changed in the kernel: a closed union. An event says where to look, a snapshot says what
/// is.</summary>
internal abstract record KernelEvent
{
    private KernelEvent()
    {
    }

    /// <summary>Our own plan did it (the message echoes the port of our socket).</summary>
    public bool Ours { get; init; }

    /// <param name="OldName">The name that this index had before; null where it is the same or unknown.</param>
    internal sealed record LinkChanged(string Name, int Index, bool Up, bool Carrier, bool Deleted, string? OldName)
        : KernelEvent;

    internal sealed record AddressChanged(int LinkIndex, string? Interface, InterfaceAddress Address, bool Deleted)
        : KernelEvent;

    /// <param name="ProgramRoute">It bears our protocol number.</param>
    internal sealed record RouteChanged(uint Table, IpPrefix Destination, bool ProgramRoute, bool Deleted) : KernelEvent
    {
        public bool IsDefault => Destination.IsDefault;
    }

    internal sealed record RuleChanged(IpFamily Family, uint Priority, bool ProgramRule, bool Deleted) : KernelEvent;

    internal sealed record NextHopChanged(uint Id, bool ProgramNextHop, bool Deleted) : KernelEvent;

    /// <param name="ProgramTable">It happened in <c>inet dualwan</c>.</param>
    internal sealed record NftChanged(bool ProgramTable, bool Deleted) : KernelEvent;

    /// <summary>Events were lost: read everything again.</summary>
    internal sealed record Overrun : KernelEvent;
}
