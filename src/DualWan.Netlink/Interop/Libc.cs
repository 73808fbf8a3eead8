using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace DualWan.Netlink.Interop;

/// <summary>
/// The few libc calls that managed sockets don't offer. Every one that can fail sets the last P/Invoke error; the
/// wrappers beside this file turn it into an exception.
/// </summary>
internal static unsafe partial class Libc
{
    private const string Library = "libc";

    [LibraryImport(Library, SetLastError = true)]
    public static partial int socket(int domain, int type, int protocol);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int bind(SafeSocketHandle socket, void* address, uint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint recvmsg(SafeSocketHandle socket, msghdr* message, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint sendto(
        SafeSocketHandle socket, void* buffer, nuint length, int flags, void* address, uint addressLength);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int setsockopt(SafeSocketHandle socket, int level, int name, void* value, uint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int poll(pollfd* descriptors, nuint count, int timeoutMilliseconds);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int clock_gettime(int clock, timespec* time);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint getrandom(void* buffer, nuint length, uint flags);

    /// <summary>Gives freed heap pages back to the system (glibc only: libnftables leaves 130 MB behind).</summary>
    [LibraryImport(Library)]
    public static partial int malloc_trim(nuint pad);
}
