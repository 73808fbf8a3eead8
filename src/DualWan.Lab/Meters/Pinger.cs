using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DualWan.Lab.Interop;

namespace DualWan.Lab.Meters;

/// <summary>
/// Echo requests from inside a namespace, by a raw socket: the lab does not need a <c>ping</c> program.
/// </summary>
internal static class Pinger
{
    private const int EchoReply = 0;
    private const int Unreachable = 3;
    private const int EchoRequest = 8;
    private const int PacketTooBig6 = 2;
    private const int Unreachable6 = 1;
    private const int EchoRequest6 = 128;
    private const int EchoReply6 = 129;
    private const int BindToDevice = 25;
    private static int _identifier = Environment.ProcessId;

    /// <summary>
    /// Sends <paramref name="count"/> requests 5 ms apart and waits for the last answer at most
    /// <paramref name="timeout"/> milliseconds.
    /// </summary>
    /// <param name="space">Where it is sent from.</param>
    /// <param name="address">Where to; IPv4 or IPv6.</param>
    /// <param name="device">Binds to this interface; null follows routing.</param>
    /// <param name="source">Sends from this address; null leaves it to the kernel.</param>
    /// <param name="size">Bytes after the ICMP header.</param>
    /// <param name="dontFragment">Sets DF: what is too big is refused instead of cut.</param>
    public static PingReport Send(NetworkNamespace space, string address, int count = 1, string? device = null,
        string? source = null, int size = 16, bool dontFragment = false, int timeout = 400) => space.Do(() =>
    {
        var to = IPAddress.Parse(address);
        if (device is not null && LabLibc.InterfaceIndex(device) == 0)
            return new PingReport(count, 0, 0, null, "no such interface");
        using var socket = Open(to, device, source, dontFragment);
        var run = new Run(to, (ushort)Interlocked.Increment(ref _identifier), size);
        for (var i = 0; i < count; i++)
        {
            run.Request(socket, i);
            run.Listen(socket, count, TimeSpan.FromMilliseconds(i == count - 1 ? timeout : 5), i < count - 1);
        }

        return run.Report(count);
    });

    private static Socket Open(IPAddress to, string? device, string? source, bool dontFragment)
    {
        var six = to.AddressFamily == AddressFamily.InterNetworkV6;
        var socket = new Socket(to.AddressFamily, SocketType.Raw, six ? ProtocolType.IcmpV6 : ProtocolType.Icmp);
        if (device is not null)
            socket.SetRawSocketOption(1, BindToDevice, System.Text.Encoding.ASCII.GetBytes(device));
        if (source is not null)
            socket.Bind(new IPEndPoint(IPAddress.Parse(source), 0));
        if (dontFragment)
            socket.DontFragment = true;
        return socket;
    }

    /// <summary>The state of one call.</summary>
    private sealed class Run(IPAddress to, ushort identifier, int size)
    {
        private readonly bool _six = to.AddressFamily == AddressFamily.InterNetworkV6;
        private readonly HashSet<int> _answered = [];
        private int _unreachable;
        private int? _mtu;
        private string? _sendError;

        public PingReport Report(int count) => new(count, _answered.Count, _unreachable, _mtu, _sendError);

        public void Request(Socket socket, int sequence)
        {
            var packet = new byte[8 + size];
            packet[0] = (byte)(_six ? EchoRequest6 : EchoRequest);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), identifier);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(6), (ushort)sequence);
            if (!_six)
                BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), Checksum(packet));
            try
            {
                socket.SendTo(packet, new IPEndPoint(to, 0));
            }
            catch (SocketException e)
            {
                _sendError = e.SocketErrorCode.ToString();
            }
        }

        /// <summary>Reads until the time is over or, unless <paramref name="whole"/>, everything is answered.</summary>
        public void Listen(Socket socket, int count, TimeSpan time, bool whole)
        {
            var start = Stopwatch.GetTimestamp();
            var buffer = new byte[2048];
            while (whole || _answered.Count + _unreachable < count)
            {
                var rest = time - Stopwatch.GetElapsedTime(start);
                if (rest <= TimeSpan.Zero || !socket.Poll(rest, SelectMode.SelectRead))
                    return;
                try
                {
                    Understand(buffer.AsSpan(0, socket.Receive(buffer)));
                }
                catch (SocketException)
                {
                    // An error that the kernel had queued for the socket; the packet itself follows.
                }
            }
        }

        // An IPv4 raw socket delivers the IP header too.
        private void Understand(ReadOnlySpan<byte> packet)
        {
            var icmp = _six ? packet : packet[((packet[0] & 15) * 4)..];
            if (icmp.Length < 8)
                return;
            if (icmp[0] == (_six ? EchoReply6 : EchoReply))
                Reply(icmp);
            else if (icmp[0] == (_six ? Unreachable6 : Unreachable) || (_six && icmp[0] == PacketTooBig6))
                Error(icmp);
        }

        private void Reply(ReadOnlySpan<byte> icmp)
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(icmp[4..]) == identifier)
                _answered.Add(BinaryPrimitives.ReadUInt16BigEndian(icmp[6..]));
        }

        // An error carries the start of the packet it speaks of: its IP header and at least 8 bytes.
        private void Error(ReadOnlySpan<byte> icmp)
        {
            var inner = icmp[8..];
            var header = _six ? 40 : inner.Length > 0 ? (inner[0] & 15) * 4 : 0;
            if (inner.Length < header + 8 || BinaryPrimitives.ReadUInt16BigEndian(inner[(header + 4)..]) != identifier)
                return;
            _unreachable++;
            if (_six && icmp[0] == PacketTooBig6)
                _mtu = (int)BinaryPrimitives.ReadUInt32BigEndian(icmp[4..]);
            else if (!_six && icmp[1] == 4)
                _mtu = BinaryPrimitives.ReadUInt16BigEndian(icmp[6..]);
        }

        private static ushort Checksum(ReadOnlySpan<byte> data)
        {
            uint sum = 0;
            for (var i = 0; i < data.Length; i += 2)
                sum += (uint)((data[i] << 8) | (i + 1 < data.Length ? data[i + 1] : 0));
            while (sum >> 16 != 0)
                sum = (sum & 0xffff) + (sum >> 16);
            return (ushort)~sum;
        }
    }
}
