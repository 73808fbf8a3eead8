using System.Runtime.InteropServices;
using DualWan.Netlink.Conversation;

namespace DualWan.Kernel.LiveTests;

/// <summary>
/// Dies after so many requests that change something, also in the middle of a pipelined datagram: as if the program had
/// been killed between two messages. Dumps and questions pass.
/// </summary>
internal sealed class StoppingTransport(INetlinkTransport inner, StoppingTransport.Budget budget) : INetlinkTransport
{
    private const ushort DumpOrGet = 0x0300;
    private const ushort RequestGetType = 2;

    public void Send(ReadOnlySpan<byte> datagram)
    {
        var rest = datagram;
        var allowed = 0;
        while (!rest.IsEmpty)
        {
            var length = (int)((MemoryMarshal.Read<uint>(rest) + 3) & ~3u);
            if (IsChange(rest) && !budget.Take())
            {
                if (allowed > 0)
                    inner.Send(datagram[..allowed]);
                throw new KilledException();
            }

            allowed += length;
            rest = rest[length..];
        }

        inner.Send(datagram);
    }

    public int Receive(Span<byte> buffer, TimeSpan timeout) => inner.Receive(buffer, timeout);

    public ValueTask WaitAsync(CancellationToken cancellationToken) => inner.WaitAsync(cancellationToken);

    public void Dispose() => inner.Dispose();

    /// <summary>rtnetlink's types come in fours: NEW, DEL, GET, SET (include/uapi/linux/rtnetlink.h).</summary>
    private static bool IsChange(ReadOnlySpan<byte> message)
    {
        var type = MemoryMarshal.Read<ushort>(message[4..]);
        var flags = MemoryMarshal.Read<ushort>(message[6..]);
        return (type & 3) != RequestGetType && (flags & DumpOrGet) != DumpOrGet;
    }

    /// <summary>How many changes are still allowed.</summary>
    internal sealed class Budget(int changes)
    {
        private int _left = changes;

        public bool Take() => _left-- > 0;
    }

    internal sealed class KilledException : Exception;
}
