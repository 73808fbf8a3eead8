using System.Runtime.InteropServices;

namespace DualWan.Lab.Interop;

/// <summary>
/// The few libc calls that the lab needs and .NET does not offer. The lab has its own, apart from the agent's
/// netlink library, because the judge must not share code with what it judges.
/// </summary>
internal static partial class LabLibc
{
    /// <summary>CLONE_NEWNET of sched.h.</summary>
    public const int CloneNewNet = 0x40000000;

    public const int AfPacket = 17;
    public const int SockRaw = 3;

    /// <summary>SOCK_CLOEXEC: no child (an agent under test) may inherit a meter's socket.</summary>
    public const int SockCloexec = 0x80000;

    public const int SockDgram = 2;
    public const int Einval = 22;
    public const int Eintr = 4;
    public const int Eagain = 11;

    private const int ReadOnlyCloexec = 0x80000;

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    public static partial int SetNamespace(int fd, int kind);

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    public static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int fd);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    public static partial int Shutdown(int fd, int how);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    /// <summary>On Linux the niceness of one thread; kind 0 and number 0 mean the calling one.</summary>
    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    public static partial int SetPriority(int kind, uint number, int priority);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int OpenSocket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "if_nametoindex", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint InterfaceIndex(string name);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static unsafe partial int IoControl(int fd, nuint request, byte* argument);

    /// <summary>
    /// Whether an interface of the calling thread's namespace can carry packets: IFF_RUNNING, which the kernel sets
    /// some time after the carrier is there.
    /// </summary>
    public static unsafe bool IsRunning(int socket, string name)
    {
        const nuint getFlags = 0x8913;
        const int running = 0x40;
        var request = stackalloc byte[40];
        new Span<byte>(request, 40).Clear();
        System.Text.Encoding.ASCII.GetBytes(name, new Span<byte>(request, 15));
        return IoControl(socket, getFlags, request) == 0 && (*(ushort*)(request + 16) & running) != 0;
    }

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static unsafe partial int Bind(int fd, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static unsafe partial int SetSocketOption(int fd, int level, int name, byte* value, uint length);

    [LibraryImport("libc", EntryPoint = "recvfrom", SetLastError = true)]
    public static unsafe partial nint ReceiveFrom(
        int fd, byte* buffer, nuint length, int flags, byte* address, uint* addressLength);

    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    public static unsafe partial nint SendTo(
        int fd, byte* buffer, nuint length, int flags, byte* address, uint addressLength);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    public static unsafe partial nint ReceiveMessage(int fd, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    public static unsafe partial nint SendMessage(int fd, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    /// <summary>Opens a namespace file for reading. A <c>FileStream</c> would try to lock it.</summary>
    public static int OpenForReading(string path)
    {
        var fd = Open(path, ReadOnlyCloexec);
        return fd >= 0 ? fd : throw LabException.FromErrno($"open {path}");
    }
}
