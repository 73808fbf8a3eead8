namespace DualWan.Netlink.Netfilter;

/// <summary>One event of nf_tables, decoded as far as telling whose it is and where.</summary>
internal readonly record struct NftNotification(NftObjectKind Kind, bool Removed)
{
    public NftFamily Family { get; init; }

    /// <summary>"" for a generation and an overrun.</summary>
    public string Table { get; init; } = "";

    /// <summary>Name of the chain (of a rule: the chain it is in), set (of an element: the set it is in) or
    /// object.</summary>
    public string Name { get; init; } = "";

    /// <summary>Of a generation only: its number and whose change it was.</summary>
    public NftGeneration? Generation { get; init; }
}
