namespace DualWan.Netlink.Conntrack;

/// <summary>Entries whose connection mark has <see cref="Value"/> under <see cref="Mask"/>. A mask of 0 means all, and
/// is refused where entries are deleted.</summary>
internal readonly record struct MarkFilter(uint Value, uint Mask)
{
    public static MarkFilter All => default;

    public bool Matches(uint mark) => (mark & Mask) == (Value & Mask);
}
