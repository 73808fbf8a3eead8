namespace DualWan.Netlink.Netfilter;

/// <summary>FNV-1a of 64 bits (Fowler, Noll, Vo): tells an edited rule from an untouched one; no defence against
/// forgery.</summary>
internal struct Fnv64()
{
    private const ulong Prime = 0x100000001b3;

    public ulong Value { get; private set; } = 0xcbf29ce484222325;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (var part in bytes)
            Add(part);
    }

    public void Add(byte part) => Value = (Value ^ part) * Prime;

    public void Add(ulong number)
    {
        for (var shift = 0; shift < 64; shift += 8)
            Add((byte)(number >> shift));
    }
}
