using System.Runtime.InteropServices;

namespace DualWan.Netlink.Interop;

/// <summary>
/// Unguessable bytes from the kernel. The framework's own generator would load OpenSSL for them: 5 MB resident in a
/// daemon that has no other use for it until somebody writes an https monitor.
/// </summary>
internal static unsafe class KernelRandom
{
    /// <summary>Fills <paramref name="bytes"/>, at most 256: so many come whole and without waiting (getrandom(2)),
    /// once the machine has booted.</summary>
    public static void Fill(Span<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, 256);
        fixed (byte* start = bytes)
        {
            nint got;
            do
                got = Libc.getrandom(start, (nuint)bytes.Length, 0);
            while (got < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
            if (got != bytes.Length)
                throw new InvalidOperationException($"getrandom: error {Marshal.GetLastPInvokeError()}");
        }
    }
}
