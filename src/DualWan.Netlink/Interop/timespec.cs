using System.Runtime.InteropServices;

namespace DualWan.Netlink.Interop;

/// <summary>struct timespec of a 64-bit system.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct timespec
{
    public long tv_sec;
    public long tv_nsec;

    public readonly TimeSpan Time => TimeSpan.FromTicks((tv_sec * TimeSpan.TicksPerSecond) + (tv_nsec / 100));
}
