using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DualWan.Lab;
using DualWan.Probing.Icmp;

namespace DualWan.Probing.Tests;

/// <summary>Small servers on sockets of a namespace; they end with their socket.</summary>
internal static class TestServers
{
    private static readonly IPEndPoint Anyone = new(IPAddress.Any, 0);

    /// <summary>Accepts, reads a request to its blank line, writes the response, closes.</summary>
    /// <param name="seen">Gets every request's text.</param>
    public static Socket Http(
        NetworkNamespace space, ushort port, string response, X509Certificate2? certificate = null,
        Action<string>? seen = null)
    {
        var listener = space.OpenSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Any, port));
        listener.Listen(64);
        _ = Task.Run(async () =>
        {
            while (true)
                _ = Serve(await listener.AcceptAsync());
        });
        return listener;

        async Task Serve(Socket client)
        {
            using var socket = client;
            await using Stream plain = new NetworkStream(socket);
            var stream = plain;
            if (certificate is not null)
            {
                var secure = new SslStream(plain);
                await secure.AuthenticateAsServerAsync(certificate);
                stream = secure;
            }

            var buffer = new byte[4096];
            var request = "";
            while (!request.Contains("\r\n\r\n", StringComparison.Ordinal))
                request += Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer));
            seen?.Invoke(request);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(response));
            socket.Shutdown(SocketShutdown.Send);
            while (await stream.ReadAsync(buffer) > 0)
                request = ""; // until the client closes
        }
    }

    /// <summary>Accepts and speaks first, whatever the client wants.</summary>
    public static Socket Banner(NetworkNamespace space, ushort port, string text)
    {
        var listener = space.OpenSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Any, port));
        listener.Listen(64);
        _ = Task.Run(async () =>
        {
            while (true)
                await (await listener.AcceptAsync()).SendAsync(Encoding.ASCII.GetBytes(text));
        });
        return listener;
    }

    /// <summary>Answers datagrams on port 53 of an address; null = silence.</summary>
    public static Socket Udp(NetworkNamespace space, string address, Func<byte[], byte[]?> answer)
    {
        var server = space.OpenSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Parse(address), 53));
        _ = Task.Run(async () =>
        {
            var buffer = new byte[2048];
            while (true)
            {
                var received = await server.ReceiveFromAsync(buffer, SocketFlags.None, Anyone);
                if (answer(buffer[..received.ReceivedBytes]) is { } reply)
                    await server.SendToAsync(reply, SocketFlags.None, received.RemoteEndPoint);
            }
        });
        return server;
    }

    /// <summary>
    /// A response to a query: same identifier and question, flags 8180 with the code, one A record if given.
    /// </summary>
    public static byte[] DnsAnswer(byte[] query, int code, string? address)
    {
        List<byte> reply = [.. query];
        reply[2] = 0x81;
        reply[3] = (byte)(0x80 | code);
        if (address is null)
            return [.. reply];
        reply[7] = 1;
        reply.AddRange([0xC0, 0x0C, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, .. IPAddress.Parse(address).GetAddressBytes()]);
        return [.. reply];
    }

    /// <summary>
    /// A raw ICMP socket at the far end that hands every echo request (from the ICMP header on) to the test.
    /// </summary>
    public static Socket Icmp(NetworkNamespace space, string address, Action<Socket, byte[], EndPoint> onRequest)
    {
        space.Sysctl(("net.ipv4.icmp_echo_ignore_all", "1"));
        var server = space.OpenSocket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp);
        server.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        _ = Task.Run(async () =>
        {
            var buffer = new byte[2048];
            while (true)
            {
                var received = await server.ReceiveFromAsync(buffer, SocketFlags.None, Anyone);
                if (buffer[20] == 8)
                    onRequest(server, buffer[20..received.ReceivedBytes], received.RemoteEndPoint);
            }
        });
        return server;
    }

    /// <summary>The reply that the far end would give, with one byte changed if asked for.</summary>
    public static byte[] EchoReply(byte[] request, int at = 0, byte change = 0, bool fixChecksum = true)
    {
        var reply = (byte[])request.Clone();
        (reply[0], reply[2], reply[3]) = (0, 0, 0);
        reply[at] ^= change;
        if (!fixChecksum)
            return reply;
        var checksum = InternetChecksum.Compute(reply);
        (reply[2], reply[3]) = ((byte)(checksum >> 8), (byte)checksum);
        return reply;
    }
}
