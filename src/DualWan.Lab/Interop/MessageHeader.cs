using System.Runtime.InteropServices;

namespace DualWan.Lab.Interop;

/// <summary><c>struct msghdr</c> of a 64-bit Linux (glibc and musl agree on the offsets used here).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    public byte* Name;
    public uint NameLength;
    public IoVector* Vectors;
    public nuint VectorCount;
    public byte* Control;
    public nuint ControlLength;
    public int Flags;
}
