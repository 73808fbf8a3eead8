using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace DualWan.ScenarioTests.Kernel;

/// <summary>Datagrams with a growing time to live, and who says that it was not enough.</summary>
internal static class Traceroute
{
    private const int FirstPort = 33434;

    /// <summary>The senders of the ICMP answers, hop by hop up to the target; null for one that is silent.</summary>
    public static IReadOnlyList<IPAddress?> Hops(NetworkNamespace space, string target, int most = 6) => space.Do(() =>
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp);
        listener.ReceiveTimeout = 50;
        using var sender = LabSocket.FreshUdp(IPAddress.Any);
        var to = IPAddress.Parse(target);
        var hops = new List<IPAddress?>();
        while (hops.Count < most && (hops.Count == 0 || !to.Equals(hops[^1])))
        {
            sender.Ttl = (short)(hops.Count + 1);
            var port = FirstPort + hops.Count;
            Send(sender, new IPEndPoint(to, port));
            hops.Add(Listen(listener, port));
        }

        return hops;
    });

    private static void Send(Socket sender, IPEndPoint to)
    {
        try
        {
            sender.SendTo("t"u8.ToArray(), to);
        }
        catch (SocketException)
        {
            // The error of the hop before is told here; the datagram itself has to be sent again.
            sender.SendTo("t"u8.ToArray(), to);
        }
    }

    private static IPAddress? Listen(Socket listener, int port)
    {
        var buffer = new byte[512];
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(1))
        {
            try
            {
                var length = listener.Receive(buffer);
                var icmp = buffer.AsSpan(0, length)[((buffer[0] & 15) * 4)..];
                // Error header, the quoted IP header (without options), its UDP destination port.
                if (icmp.Length >= 32 && icmp[0] is 3 or 11 && ((icmp[30] << 8) | icmp[31]) == port)
                    return new IPAddress(buffer.AsSpan(12, 4));
            }
            catch (SocketException)
            {
                // Nothing for 50 ms.
            }
        }

        return null;
    }
}
