using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DualWan.Lab.Meters;

/// <summary>Short conversations with an <see cref="EchoServer"/>, and client ports that are never used twice.</summary>
internal static class LabSocket
{
    private const int FirstPort = 10000;
    private const int PortCount = 50000;
    private static int _port = Random.Shared.Next(PortCount);

    /// <summary>
    /// A source port that no earlier flow of this process had (until 50,000 were given out): a reused one would meet
    /// its predecessor's conntrack entry and measure that instead.
    /// </summary>
    public static int FreshPort() => FirstPort + (int)((uint)Interlocked.Increment(ref _port) % PortCount);

    /// <summary>
    /// A UDP socket on the calling thread's namespace, bound to a fresh port of <paramref name="source"/>.
    /// </summary>
    public static Socket FreshUdp(IPAddress source)
    {
        while (true)
        {
            var socket = new Socket(source.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                socket.Bind(new IPEndPoint(source, FreshPort()));
                return socket;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                socket.Dispose();
            }
        }
    }

    /// <summary>
    /// The public address and port that a UDP exchange from <paramref name="space"/> is seen with; null when no
    /// answer came within <paramref name="timeout"/>.
    /// </summary>
    public static IPEndPoint? WhoByUdp(NetworkNamespace space, IPEndPoint to, TimeSpan timeout, string? source = null)
    {
        using var socket = space.Do(() => FreshUdp(SourceFor(to, source)));
        socket.ReceiveTimeout = (int)timeout.TotalMilliseconds;
        var buffer = new byte[256];
        try
        {
            socket.SendTo("?"u8.ToArray(), to);
            return ParseSeen(buffer.AsSpan(0, socket.Receive(buffer)));
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>As <see cref="WhoByUdp"/>, by a TCP connection.</summary>
    public static async Task<IPEndPoint?> WhoByTcp(
        NetworkNamespace space, IPEndPoint to, TimeSpan timeout, string? source = null)
    {
        using var deadline = new CancellationTokenSource(timeout);
        try
        {
            using var socket = await Connect(space, to, source, deadline.Token);
            return await AskWho(socket, deadline.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>A TCP connection from inside <paramref name="space"/>; usable from any thread.</summary>
    public static async Task<Socket> Connect(
        NetworkNamespace space, IPEndPoint to, string? source, CancellationToken cancel)
    {
        var socket = space.Do(() =>
        {
            var made = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            if (source is not null)
                made.Bind(new IPEndPoint(IPAddress.Parse(source), 0));
            return made;
        });
        try
        {
            await socket.ConnectAsync(to, cancel);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Asks an open connection which address it is seen with.</summary>
    public static async Task<IPEndPoint> AskWho(Socket socket, CancellationToken cancel)
    {
        await socket.SendAsync("who\n"u8.ToArray(), cancel);
        var buffer = new byte[256];
        var length = await socket.ReceiveAsync(buffer, cancel);
        return length > 0
            ? ParseSeen(buffer.AsSpan(0, length))
            : throw new SocketException((int)SocketError.ConnectionReset);
    }

    /// <summary>The end point at the start of an answer, up to a blank or line end.</summary>
    public static IPEndPoint ParseSeen(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOfAny((byte)' ', (byte)'\n');
        return IPEndPoint.Parse(Encoding.ASCII.GetString(end < 0 ? answer : answer[..end]));
    }

    private static IPAddress SourceFor(IPEndPoint to, string? source) => source is not null
        ? IPAddress.Parse(source)
        : to.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;
}
