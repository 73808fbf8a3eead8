namespace DualWan.Core.Reconciliation;

/// <summary>
/// All that the program wants to own in the kernel (design.md section 5), as a value: what Compile returns, and what is
/// compared with a <see cref="KernelSnapshot"/>. Every list is in a deterministic order.
/// </summary>
internal sealed record DesiredState
{
    public static DesiredState Empty { get; } = new();

    public EquatableArray<KernelNextHop> NextHops { get; init; } = [];

    public EquatableArray<KernelNextHopGroup> Groups { get; init; } = [];

    public EquatableArray<KernelRoute> Routes { get; init; } = [];

    public EquatableArray<KernelRule> Rules { get; init; } = [];

    /// <summary>The table <c>inet dualwan</c>, or null for none.</summary>
    public NftTable? Nft { get; init; }

    /// <summary>Values to be ensured; what was there before is kept in the state directory.</summary>
    public EquatableArray<SysctlSetting> Sysctls { get; init; } = [];

    /// <summary>Forwarding per family, switched on last (kernel.md section 4).</summary>
    public EquatableArray<SysctlSetting> Forwarding { get; init; } = [];
}
