using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace DualWan.Benchmarks.Measurements;

/// <summary>
/// TCP connections a second, one after the other: opened, then torn down with a reset. The server's kernel answers from
/// its backlog, no program is waited for, so that the packets' way is most of what is measured.
/// </summary>
internal static class TcpConnectRate
{
    private const string Server = "192.0.2.80";
    private const int Port = 7777;

    public static double Measure(NetworkLab lab, int connections)
    {
        using var listener = lab.Internet.OpenSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(new IPEndPoint(IPAddress.Parse(Server), Port));
        listener.Listen(4096);
        var to = new IPEndPoint(IPAddress.Parse(Server), Port);
        return lab.Client.Do(() =>
        {
            Connect(to);
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < connections; i++)
                Connect(to);
            return connections / Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
    }

    private static void Connect(IPEndPoint to)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.LingerState = new LingerOption(true, 0);
        socket.Connect(to);
    }
}
