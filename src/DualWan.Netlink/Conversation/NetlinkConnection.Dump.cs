using DualWan.Netlink.Interop;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.NetlinkConstants;

namespace DualWan.Netlink.Conversation;

/// <content>Listings: one request, many datagrams, one end.</content>
internal sealed partial class NetlinkConnection
{
    /// <summary>Attempts at a dump that changes interrupt (NLM_F_DUMP_INTR) before the caller is told.</summary>
    public const int MaxDumpAttempts = 8;

    /// <summary>
    /// Sends one request with NLM_F_DUMP and hands every message to <paramref name="handler"/>. An interrupted or cut
    /// dump starts again: <paramref name="restart"/> is called first, so that the caller forgets what it had.
    /// </summary>
    /// <exception cref="NetlinkException">The kernel refused the dump.</exception>
    /// <exception cref="NetlinkInterruptedException">The objects never stood still.</exception>
    public void Dump(
        NetlinkMessageWriter request, NetlinkMessageHandler handler, Action restart, string operation)
    {
        for (var attempt = 1; attempt <= MaxDumpAttempts; attempt++)
        {
            if (TryDump(request.Writable, handler, operation, last: attempt == MaxDumpAttempts))
                return;
            restart();
        }

        throw new NetlinkInterruptedException(operation, MaxDumpAttempts);
    }

    private bool TryDump(Span<byte> request, NetlinkMessageHandler handler, string operation, bool last)
    {
        DrainIfStale();
        var sequence = NextSequence(1);
        Number(request, sequence, NLM_F_REQUEST | NLM_F_DUMP);
        _stale = true;
        transport.Send(request);
        try
        {
            var whole = ReadDump(sequence, handler, operation);
            _stale = false;
            return whole;
        }
        catch (NetlinkTruncatedException) when (!last)
        {
            return false;
        }
    }

    /// <summary>False where a flag said that the list is not one moment's.</summary>
    private bool ReadDump(uint sequence, NetlinkMessageHandler handler, string operation)
    {
        var whole = true;
        while (true)
        {
            var reader = new NetlinkMessageReader(Receive(operation));
            while (reader.Read(out var message))
            {
                CheckSequence(message, sequence);
                whole &= !message.Has(NLM_F_DUMP_INTR) || message.Type == NLMSG_ERROR;
                if (IsEnd(message, operation, out var interrupted))
                    return whole && !interrupted;
                if (whole && !IsControl(message.Type))
                    handler(message);
            }
        }
    }

    private bool IsEnd(in NetlinkMessage message, string operation, out bool interrupted)
    {
        interrupted = false;
        if (message.Type is not (NLMSG_DONE or NLMSG_ERROR))
            return false;
        var ack = message.Type == NLMSG_DONE ? NetlinkAck.ReadDone(message) : NetlinkAck.ReadError(message);
        _stale = false;
        // Some families end an interrupted dump with EINTR or EAGAIN instead of the flag.
        interrupted = ack.Is(Errno.EINTR) || ack.Is(Errno.EAGAIN);
        if (!interrupted)
            ack.ThrowIfFailed(operation);
        return true;
    }
}
