using System.Runtime.InteropServices;
using DualWan.Netlink.Conversation;

namespace DualWan.Kernel.Monitoring;

/// <summary>
/// Learns the port of our own socket from the answers that come to it: every notification names the port of whoever
/// asked for the change, and so our own changes are known.
/// </summary>
internal sealed class OwnPortTransport(INetlinkTransport inner) : INetlinkTransport
{
    // struct nlmsghdr: length, type, flags, sequence, port (include/uapi/linux/netlink.h).
    private const int PortOffset = 12;
    private const int HeaderLength = 16;

    /// <summary>0 until the first answer.</summary>
    public uint Port { get; private set; }

    public void Send(ReadOnlySpan<byte> datagram) => inner.Send(datagram);

    public int Receive(Span<byte> buffer, TimeSpan timeout)
    {
        var length = inner.Receive(buffer, timeout);
        if (Port == 0 && length >= HeaderLength)
            Port = MemoryMarshal.Read<uint>(buffer[PortOffset..]);
        return length;
    }

    public ValueTask WaitAsync(CancellationToken cancellationToken) => inner.WaitAsync(cancellationToken);

    public void Dispose() => inner.Dispose();
}
