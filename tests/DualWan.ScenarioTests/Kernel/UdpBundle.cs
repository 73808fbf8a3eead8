using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace DualWan.ScenarioTests.Kernel;

/// <summary>
/// Lasting UDP flows, one socket each, that speak when told to: whether each is still answered, and from which address
/// the Internet sees it. Counted, not timed.
/// </summary>
internal sealed class UdpBundle : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);
    private readonly List<(Socket Socket, IPEndPoint To)> _flows = [];

    /// <summary>Flows to 192.0.2.100 and up; <paramref name="mark"/> sets SO_MARK, as a VPN daemon does.</summary>
    public UdpBundle(NetworkNamespace space, int count, string? source = null, int mark = 0)
    {
        const int socketLevel = 1;
        const int markOption = 36;
        space.Do(() =>
        {
            for (var i = 0; i < count; i++)
            {
                var socket = LabSocket.FreshUdp(source is null ? IPAddress.Any : IPAddress.Parse(source));
                if (mark != 0)
                    socket.SetRawSocketOption(socketLevel, markOption, BitConverter.GetBytes(mark));
                _flows.Add((socket, new IPEndPoint(IPAddress.Parse($"192.0.2.{100 + i}"), EchoServer.DefaultPort)));
            }
        });
    }

    /// <summary>
    /// One datagram on each; the address and port that each was seen with, null where no answer came in time.
    /// </summary>
    public IReadOnlyList<IPEndPoint?> Ask()
    {
        foreach (var (socket, to) in _flows)
        {
            while (socket.Available > 0)
                _ = Receive(socket);
            Send(socket, to);
        }

        var sent = Stopwatch.GetTimestamp();
        return [.. _flows.Select(flow => flow.Socket.Poll(Rest(sent), SelectMode.SelectRead)
            ? Receive(flow.Socket) : null)];
    }

    public void Dispose()
    {
        foreach (var (socket, _) in _flows)
            socket.Dispose();
    }

    private static TimeSpan Rest(long since)
    {
        var rest = Patience - Stopwatch.GetElapsedTime(since);
        return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
    }

    private static void Send(Socket socket, IPEndPoint to)
    {
        try
        {
            socket.SendTo("b"u8.ToArray(), to);
        }
        catch (SocketException)
        {
            // An ICMP error of the datagram before: this one is unanswered too.
        }
    }

    private static IPEndPoint? Receive(Socket socket)
    {
        try
        {
            Span<byte> buffer = stackalloc byte[128];
            return LabSocket.ParseSeen(buffer[..socket.Receive(buffer)]);
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
