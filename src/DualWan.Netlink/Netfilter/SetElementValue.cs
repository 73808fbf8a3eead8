namespace DualWan.Netlink.Netfilter;

/// <summary>What an element of a set or map carries besides its key.</summary>
internal sealed record SetElementValue
{
    public static SetElementValue None { get; } = new();

    /// <summary>Bytes of a map's value; empty for a set.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>A verdict map's value: the chain to go to, by `goto`. Null for none.</summary>
    public string? GotoChain { get; init; }

    /// <summary>Zero: the set's default, or for ever.</summary>
    public TimeSpan Timeout { get; init; }

    public string? Comment { get; init; }
}
