using System.Buffers.Binary;
using System.Diagnostics;
using DualWan.Lab.Interop;

namespace DualWan.Lab.Meters;

/// <summary>
/// The wire oracle: every frame on an interface, both directions, by a packet socket. What it has not seen was not
/// on that wire.
/// </summary>
internal sealed unsafe class LinkSniffer : IDisposable
{
    private const int AllProtocols = 0x0003;
    private const int SocketLevel = 1;
    private const int ReceiveTimeoutOption = 20;
    private const int ReceiveBufferForceOption = 33;
    private const int OutgoingPacket = 4;
    private const int MaximumFrame = 65_600;

    private readonly List<CapturedFrame> _frames = [];
    private readonly int _fd;
    private readonly Thread _thread;
    private volatile bool _stopping;

    private LinkSniffer(NetworkNamespace space, string link)
    {
        _fd = space.Do(() => Open(link));
        _thread = new Thread(Loop) { IsBackground = true, Name = $"sniffer {link}" };
        _thread.Start();
    }

    /// <summary>A copy of what has been seen so far, in order.</summary>
    public IReadOnlyList<CapturedFrame> Frames
    {
        get
        {
            lock (_frames)
                return [.. _frames];
        }
    }

    /// <summary>Listens on an interface of a namespace from now on.</summary>
    public static LinkSniffer Start(NetworkNamespace space, string link) => new(space, link);

    /// <summary>Frames for which <paramref name="match"/> holds.</summary>
    public IReadOnlyList<CapturedFrame> Where(Func<CapturedFrame, bool> match) => [.. Frames.Where(match)];

    /// <summary>Forgets what was seen.</summary>
    public void Clear()
    {
        lock (_frames)
            _frames.Clear();
    }

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        _ = LabLibc.Close(_fd);
    }

    private static int Open(string link)
    {
        var fd = LabLibc.OpenSocket(LabLibc.AfPacket, LabLibc.SockRaw | LabLibc.SockCloexec,
            BinaryPrimitives.ReverseEndianness((ushort)AllProtocols));
        if (fd < 0)
            throw LabException.FromErrno("socket(AF_PACKET)");
        // struct timeval of 50 ms: how long Dispose waits at most for the loop to notice.
        var timeout = stackalloc long[2] { 0, 50_000 };
        var buffer = 8 << 20;
        _ = LabLibc.SetSocketOption(fd, SocketLevel, ReceiveTimeoutOption, (byte*)timeout, 16);
        _ = LabLibc.SetSocketOption(fd, SocketLevel, ReceiveBufferForceOption, (byte*)&buffer, 4);
        BindTo(fd, link);
        return fd;
    }

    // struct sockaddr_ll: family, protocol (network order), ifindex, hardware type, packet type, address.
    private static void BindTo(int fd, string link)
    {
        var index = LabLibc.InterfaceIndex(link);
        if (index == 0)
            throw new LabException($"no interface {link} to listen on");
        var address = stackalloc byte[20];
        new Span<byte>(address, 20).Clear();
        *(ushort*)address = LabLibc.AfPacket;
        *(ushort*)(address + 2) = BinaryPrimitives.ReverseEndianness((ushort)AllProtocols);
        *(int*)(address + 4) = (int)index;
        if (LabLibc.Bind(fd, address, 20) != 0)
            throw LabException.FromErrno($"bind {link}");
    }

    private void Loop()
    {
        var buffer = new byte[MaximumFrame];
        var from = stackalloc byte[20];
        fixed (byte* start = buffer)
        {
            while (!_stopping)
            {
                uint fromLength = 20;
                var length = LabLibc.ReceiveFrom(_fd, start, MaximumFrame, 0, from, &fromLength);
                if (length <= 0)
                    continue; // the timeout, or the interface went down: it may come back
                var frame = new CapturedFrame(Stopwatch.GetTimestamp(), from[10] == OutgoingPacket,
                    buffer[..(int)length]);
                lock (_frames)
                    _frames.Add(frame);
            }
        }
    }
}
