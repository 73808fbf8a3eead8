using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace DualWan.Netlink.Interop;

/// <content>
/// The calls of the bound probers: errors come as numbers, because a dead line makes thousands of them.
/// </content>
internal static unsafe partial class Libc
{
    [LibraryImport(Library, SetLastError = true)]
    public static partial int connect(SafeSocketHandle socket, void* address, uint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int getsockopt(SafeSocketHandle socket, int level, int name, void* value, uint* length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int getsockname(SafeSocketHandle socket, void* address, uint* length);

    /// <summary>A counter that poll(2) can wait for; the result is a descriptor that the caller closes.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int eventfd(uint initial, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint read(SafeHandle descriptor, void* buffer, nuint count);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint write(SafeHandle descriptor, void* buffer, nuint count);
}
