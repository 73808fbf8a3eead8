using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DualWan.Lab.Meters;

/// <summary>
/// Tells every client the address and port it is seen with, by UDP and TCP, on every address of a namespace.
/// </summary>
/// <remarks>
/// UDP: the answer is <c>ADDRESS:PORT </c> followed by the datagram. TCP, by lines: <c>who</c> answers
/// <c>ADDRESS:PORT</c>; <c>download</c> streams bytes from then on, for clients that only receive; <c>sink</c> and
/// <c>hold</c> say nothing more; a line that starts with <c>GET</c> or <c>HEAD</c> is answered as HTTP with the
/// address as the text; any other line comes back as it is.
/// </remarks>
internal sealed class EchoServer : IDisposable
{
    /// <summary>The port that the meters use unless told otherwise.</summary>
    public const int DefaultPort = 7;

    private static readonly TimeSpan DownloadPace = TimeSpan.FromMilliseconds(5);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Socket> _listeners = [];
    private readonly UdpResponder _udp;
    private long _datagrams;
    private long _accepted;

    private EchoServer(NetworkNamespace space, int[] ports)
    {
        var sockets = space.Do(() => ports.SelectMany(BindUdp).ToList());
        _udp = new UdpResponder(space, sockets, Reply);
        foreach (var listener in space.Do(() => ports.Select(Listen).ToList()))
        {
            _listeners.Add(listener);
            _ = AcceptAsync(listener);
        }
    }

    /// <summary>Datagrams answered so far.</summary>
    public long Datagrams => Interlocked.Read(ref _datagrams);

    /// <summary>TCP connections accepted so far.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Serves UDP and TCP on <paramref name="ports"/>, both address families.</summary>
    public static EchoServer Start(NetworkNamespace space, params int[] ports) => new(space, ports);

    public void Dispose()
    {
        _stop.Cancel();
        _udp.Dispose();
        foreach (var listener in _listeners)
            listener.Dispose();
        _stop.Dispose();
    }

    /// <summary>The sockets of both families on a port, for a <see cref="UdpResponder"/>.</summary>
    public static Socket[] BindUdp(int port)
    {
        var four = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        four.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.PacketInformation, true);
        four.Bind(new IPEndPoint(IPAddress.Any, port));
        var six = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        six.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.PacketInformation, true);
        six.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
        return [four, six];
    }

    private static Socket Listen(int port)
    {
        var listener = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        listener.DualMode = true;
        listener.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
        listener.Listen(1024);
        return listener;
    }

    private int Reply(IPEndPoint peer, ReadOnlySpan<byte> question, Span<byte> answer)
    {
        Interlocked.Increment(ref _datagrams);
        var length = Encoding.ASCII.GetBytes(peer.ToString(), answer);
        answer[length++] = (byte)' ';
        question.CopyTo(answer[length..]);
        return length + question.Length;
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                var client = await listener.AcceptAsync(_stop.Token);
                Interlocked.Increment(ref _accepted);
                client.NoDelay = true;
                _ = ServeAsync(client, _stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The lab ends.
        }
    }

    private static async Task ServeAsync(Socket client, CancellationToken stop)
    {
        try
        {
            await using var stream = new NetworkStream(client, ownsSocket: true);
            using var reader = new StreamReader(stream, Encoding.ASCII, false, 256, leaveOpen: true);
            while (await reader.ReadLineAsync(stop) is { } line && await AnswerAsync(stream, client, line, stop))
            {
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client went, or the lab ends: neither is the server's business.
        }
    }

    /// <summary>Answers one line; false ends the conversation.</summary>
    private static async Task<bool> AnswerAsync(
        NetworkStream stream, Socket client, string line, CancellationToken stop)
    {
        var peer = Seen(client);
        switch (line.Split(' ')[0])
        {
            case "who":
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"{peer}\n"), stop);
                return true;
            case "download":
                await DownloadAsync(stream, stop);
                return false;
            case "sink" or "hold":
                await stream.CopyToAsync(Stream.Null, stop);
                return false;
            case "GET" or "HEAD":
                var head = $"HTTP/1.1 200 OK\r\nContent-Length: {peer.Length + 1}\r\nConnection: close\r\n\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(line[0] == 'G' ? $"{head}{peer}\n" : head), stop);
                return false;
            default:
                await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\n"), stop);
                return true;
        }
    }

    private static async Task DownloadAsync(NetworkStream stream, CancellationToken stop)
    {
        var chunk = new byte[1000];
        using var timer = new PeriodicTimer(DownloadPace);
        while (await timer.WaitForNextTickAsync(stop))
            await stream.WriteAsync(chunk, stop);
    }

    private static string Seen(Socket client)
    {
        var peer = (IPEndPoint)client.RemoteEndPoint!;
        return new IPEndPoint(peer.Address.IsIPv4MappedToIPv6 ? peer.Address.MapToIPv4() : peer.Address, peer.Port)
            .ToString();
    }
}
