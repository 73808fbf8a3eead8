using System.Runtime.InteropServices;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.NetlinkConstants;

namespace DualWan.Netlink.Conversation;

/// <content>Requests that are acknowledged.</content>
internal sealed partial class NetlinkConnection
{
    // The acknowledgements of one send wait in the receive buffer together: each takes about 1 KB of it, and an
    // unprivileged socket has 208 KB.
    private const int MaxRequestsPerSend = 128;
    private const int MaxBytesPerSend = 32 << 10;

    /// <summary>Sends all requests, many per datagram, and returns the verdict on each, in order. The kernel goes on
    /// after a request that failed.</summary>
    public NetlinkAck[] Execute(NetlinkMessageWriter requests)
    {
        var acks = new NetlinkAck[requests.Count];
        Execute(requests, acks);
        return acks;
    }

    /// <summary>The same into memory of the caller's, for the path that allocates nothing.</summary>
    public void Execute(NetlinkMessageWriter requests, Span<NetlinkAck> acks)
    {
        var rest = requests.Writable;
        while (!rest.IsEmpty)
        {
            var count = MeasureChunk(rest, out var length);
            Exchange(rest[..length], acks[..count], null);
            rest = rest[length..];
            acks = acks[count..];
        }
    }

    /// <summary>One request whose answer is messages of its own before the acknowledgement (a GET that is no
    /// dump).</summary>
    public NetlinkAck Query(NetlinkMessageWriter request, NetlinkMessageHandler handler)
    {
        var ack = default(NetlinkAck);
        Exchange(request.Writable, new Span<NetlinkAck>(ref ack), handler);
        return ack;
    }

    private static int MeasureChunk(ReadOnlySpan<byte> requests, out int length)
    {
        var count = 0;
        length = 0;
        while (length < requests.Length && count < MaxRequestsPerSend)
        {
            var next = Alignment.Up((int)MemoryMarshal.Read<uint>(requests[length..]));
            if (count > 0 && length + next > MaxBytesPerSend)
                break;
            length += next;
            count++;
        }

        return count;
    }

    private void Exchange(Span<byte> chunk, Span<NetlinkAck> acks, NetlinkMessageHandler? handler)
    {
        DrainIfStale();
        var first = NextSequence(acks.Length);
        Number(chunk, first, NLM_F_REQUEST | NLM_F_ACK);
        _stale = true;
        transport.Send(chunk);
        var pending = acks.Length;
        while (pending > 0)
            pending -= TakeAcks(Receive(NameOf(MemoryMarshal.Read<ushort>(chunk[4..]))), first, acks, handler);
        _stale = false;
    }

    private static void Number(Span<byte> messages, uint sequence, ushort flags)
    {
        while (!messages.IsEmpty)
        {
            var own = MemoryMarshal.Read<ushort>(messages[6..]);
            MemoryMarshal.Write(messages[6..], (ushort)(own | flags));
            MemoryMarshal.Write(messages[8..], sequence++);
            messages = messages[Alignment.Up((int)MemoryMarshal.Read<uint>(messages))..];
        }
    }

    private static int TakeAcks(
        ReadOnlySpan<byte> datagram, uint first, Span<NetlinkAck> acks, NetlinkMessageHandler? handler)
    {
        var taken = 0;
        var reader = new NetlinkMessageReader(datagram);
        while (reader.Read(out var message))
        {
            var index = message.Sequence - first;
            if (index >= (uint)acks.Length)
                throw new NetlinkSequenceException(message.Sequence, first);
            if (message.Type == NLMSG_ERROR)
            {
                acks[(int)index] = NetlinkAck.ReadError(message);
                taken++;
            }
            else if (!IsControl(message.Type))
            {
                handler?.Invoke(message);
            }
        }

        return taken;
    }
}
