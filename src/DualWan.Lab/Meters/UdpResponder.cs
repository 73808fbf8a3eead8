using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using DualWan.Lab.Interop;

namespace DualWan.Lab.Meters;

/// <summary>
/// Answers datagrams from the very address they were sent to, on a host that owns whole prefixes: .NET can read
/// that address but not send from it, so the received control message goes back with the answer.
/// </summary>
internal sealed unsafe class UdpResponder : IDisposable
{
    private const int BufferSize = 4096;
    private const int ControlSize = 256;
    private const int DontWait = 0x40;

    private readonly List<Socket> _sockets;
    private readonly Responder _reply;
    private readonly Socket _wake;
    private readonly Thread _thread;
    private volatile bool _stopping;

    /// <summary>Takes over the sockets; packet information must be on.</summary>
    public UdpResponder(NetworkNamespace space, List<Socket> sockets, Responder reply)
    {
        _sockets = sockets;
        _reply = reply;
        _wake = space.OpenSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        _wake.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _thread = space.StartThread("udp-echo", Loop);
    }

    /// <summary>Writes the answer and returns its length, 0 for none.</summary>
    public delegate int Responder(IPEndPoint peer, ReadOnlySpan<byte> question, Span<byte> answer);

    public void Dispose()
    {
        _stopping = true;
        _wake.SendTo([0], _wake.LocalEndPoint!);
        _thread.Join();
        _wake.Dispose();
        foreach (var socket in _sockets)
            socket.Dispose();
    }

    private void Loop()
    {
        var ready = new List<Socket>();
        while (!_stopping)
        {
            ready.Clear();
            ready.AddRange(_sockets);
            ready.Add(_wake);
            Socket.Select(ready, null, null, Timeout.InfiniteTimeSpan);
            foreach (var socket in ready)
            {
                if (socket != _wake)
                    Drain((int)socket.Handle);
            }
        }
    }

    private void Drain(int fd)
    {
        var buffer = stackalloc byte[BufferSize];
        var answer = stackalloc byte[BufferSize + 64];
        var control = stackalloc byte[ControlSize];
        var name = stackalloc byte[28];
        while (true)
        {
            var vector = new IoVector { Base = buffer, Length = BufferSize };
            var message = new MessageHeader
            {
                Name = name,
                NameLength = 28,
                Vectors = &vector,
                VectorCount = 1,
                Control = control,
                ControlLength = ControlSize,
            };
            var length = LabLibc.ReceiveMessage(fd, &message, DontWait);
            if (length < 0 && Marshal.GetLastPInvokeError() == LabLibc.Eagain)
                return;
            if (length < 0)
                continue; // an ICMP error for an earlier answer is reported once and cleared
            var size = _reply(PeerOf(name), new ReadOnlySpan<byte>(buffer, (int)length),
                new Span<byte>(answer, BufferSize + 64));
            vector = new IoVector { Base = answer, Length = (nuint)size };
            ForgetInterface(&message);
            if (size > 0)
                _ = LabLibc.SendMessage(fd, &message, DontWait);
        }
    }

    // sockaddr_in: family, port, address; sockaddr_in6: family, port, flow label, address, scope.
    private static IPEndPoint PeerOf(byte* name)
    {
        var port = (name[2] << 8) | name[3];
        return *(ushort*)name == 2
            ? new IPEndPoint(new IPAddress(new ReadOnlySpan<byte>(name + 4, 4)), port)
            : new IPEndPoint(new IPAddress(new ReadOnlySpan<byte>(name + 8, 16)), port);
    }

    // struct in_pktinfo starts with the index, in6_pktinfo ends with it; zero lets routing choose the way back.
    private static void ForgetInterface(MessageHeader* message)
    {
        const int headerSize = 16;
        if (message->ControlLength < headerSize)
            return;
        var level = *(int*)(message->Control + 8);
        *(int*)(message->Control + (level == 0 ? headerSize : headerSize + 16)) = 0;
        message->Flags = 0;
    }
}
