using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using DualWan.Lab.Interop;

namespace DualWan.Lab;

/// <summary>
/// A network namespace as a value. Named ones live under <c>/run/netns</c> and are seen by <c>ip netns</c>;
/// anonymous ones live as long as this object, a socket or a process inside keeps them.
/// </summary>
/// <remarks>
/// Work inside runs on a thread of its own that enters and is left to die: a pool thread that had entered would
/// carry the namespace into whatever it runs next. What is opened inside (a socket) stays inside for its life,
/// so it may be used from any thread afterwards.
/// </remarks>
internal sealed partial class NetworkNamespace : IDisposable
{
    private const string Directory = "/run/netns/";
    private const int MeterNiceness = -10;
    private int _fd;

    private NetworkNamespace(string? name, int fd)
    {
        Name = name;
        _fd = fd;
    }

    /// <summary>The name that <c>ip netns</c> knows, or null for an anonymous namespace.</summary>
    public string? Name { get; }

    /// <summary>A path that <c>setns</c> and <c>nsenter --net=</c> accept while this object lives.</summary>
    public string Path => Name is null ? $"/proc/{Environment.ProcessId}/fd/{_fd}" : Directory + Name;

    /// <summary>Makes <c>/run/netns/NAME</c>.</summary>
    public static NetworkNamespace Create(string name)
    {
        Command.Run(null, "ip", "netns", "add", name).OrThrow();
        return Open(name);
    }

    /// <summary>Takes hold of a namespace that exists.</summary>
    public static NetworkNamespace Open(string name) => new(name, LabLibc.OpenForReading(Directory + name));

    /// <summary>The namespace that the process itself is in.</summary>
    public static NetworkNamespace Current() => new(null, LabLibc.OpenForReading("/proc/self/ns/net"));

    /// <summary>A throw-away namespace by <c>unshare</c>: no name, nothing to clean up after a crash.</summary>
    public static NetworkNamespace Anonymous()
    {
        var fd = OnOwnThread(static () => LabLibc.Unshare(LabLibc.CloneNewNet) == 0
            ? LabLibc.OpenForReading("/proc/thread-self/ns/net")
            : throw LabException.FromErrno("unshare(CLONE_NEWNET)"));
        return new NetworkNamespace(null, fd);
    }

    /// <summary>The names under <c>/run/netns</c>.</summary>
    public static IReadOnlyList<string> Names() => System.IO.Directory.Exists(Directory)
        ? [.. System.IO.Directory.EnumerateFiles(Directory).Select(f => f[Directory.Length..])]
        : [];

    /// <summary>Runs <paramref name="work"/> inside. It must not await: what follows would run outside.</summary>
    public T Do<T>(Func<T> work)
    {
        ObjectDisposedException.ThrowIf(_fd < 0, this);
        return OnOwnThread(() =>
        {
            Enter();
            return work();
        });
    }

    /// <inheritdoc cref="Do{T}"/>
    public void Do(Action work) => Do(() =>
    {
        work();
        return true;
    });

    /// <summary>
    /// A thread inside, started; for meters and servers that loop. It goes before ordinary threads, so that a busy
    /// machine is not measured in place of the router. Its end is the caller's to arrange.
    /// </summary>
    public Thread StartThread(string name, Action work)
    {
        ObjectDisposedException.ThrowIf(_fd < 0, this);
        var thread = new Thread(() =>
        {
            Enter();
            _ = LabLibc.SetPriority(0, 0, MeterNiceness);
            work();
        })
        { IsBackground = true, Name = name };
        thread.Start();
        return thread;
    }

    /// <summary>A socket whose traffic uses this namespace, for use from any thread.</summary>
    public Socket OpenSocket(AddressFamily family, SocketType type, ProtocolType protocol) =>
        Do(() => new Socket(family, type, protocol));

    /// <summary>
    /// Closes the handle. A named namespace stays (<see cref="Delete"/>), an anonymous one ends with its users.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _fd, -1) is var fd and >= 0)
            _ = LabLibc.Close(fd);
    }

    /// <summary>Removes the name, and with its last user the namespace and its interfaces.</summary>
    public void Delete()
    {
        Dispose();
        if (Name is not null)
            Command.Run(null, "ip", "netns", "del", Name).OrThrow();
    }

    private void Enter()
    {
        if (LabLibc.SetNamespace(_fd, LabLibc.CloneNewNet) != 0)
            throw LabException.FromErrno($"setns {Name ?? "anonymous"}");
    }

    private static T OnOwnThread<T>(Func<T> work)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = work();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        }, maxStackSize: 512 * 1024)
        { IsBackground = true };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }
}
