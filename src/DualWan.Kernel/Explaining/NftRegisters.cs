using System.Runtime.InteropServices;

namespace DualWan.Kernel.Explaining;

/// <summary>The sixteen 32-bit registers of a rule, which NFT_REG_1 to 4 see as four of 128 bits.</summary>
internal sealed class NftRegisters
{
    private const int Size = 64;
    private const int FirstSmall = 8;

    private readonly byte[] _bytes = new byte[Size];

    public NftVerdict Verdict { get; set; }

    /// <summary>Where a jump or goto leads.</summary>
    public string Chain { get; set; } = "";

    public void Clear()
    {
        Array.Clear(_bytes);
        Verdict = NftVerdict.Continue;
    }

    public Span<byte> At(uint register, int length)
    {
        var offset = register >= FirstSmall ? (int)(register - FirstSmall) * 4 : (int)(register - 1) * 16;
        return _bytes.AsSpan(offset, Math.Min(length, Size - offset));
    }

    /// <summary>Writes a value and zeroes the rest of its last 32 bits, as the kernel does.</summary>
    public void Store(uint register, ReadOnlySpan<byte> value)
    {
        var room = At(register, (value.Length + 3) & ~3);
        room.Clear();
        value.CopyTo(room);
    }

    public void Store(uint register, uint value) =>
        Store(register, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in value)));
}
