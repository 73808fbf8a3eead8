using System.Runtime.InteropServices;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.NetlinkConstants;

namespace DualWan.Netlink.Conversation;

/// <content>Batches of nfnetlink: all or nothing.</content>
internal sealed partial class NetlinkConnection
{
    /// <summary>
    /// Sends NFNL_MSG_BATCH_BEGIN, requests and NFNL_MSG_BATCH_END as one datagram. Returns success, or the first
    /// refusal with the index of its message; 0 is the batch itself (ERESTART: another generation; or a failed commit).
    /// </summary>
    public NetlinkAck Transact(NetlinkMessageWriter batch, out int failed)
    {
        DrainIfStale();
        var first = NextSequence(batch.Count);
        NumberBatch(batch, first);
        _stale = true;
        transport.Send(batch.Written);
        var inner = batch.Count - 2;
        var verdict = default(NetlinkAck);
        failed = -1;
        while (inner > 0)
        {
            var reader = new NetlinkMessageReader(Receive("nf_tables batch"));
            while (reader.Read(out var message))
            {
                if (message.Type != NLMSG_ERROR)
                    continue;
                var index = (int)(message.Sequence - first);
                if ((uint)index >= (uint)batch.Count)
                    throw new NetlinkSequenceException(message.Sequence, first);
                var ack = NetlinkAck.ReadError(message);
                if (!ack.Succeeded && failed < 0)
                    (verdict, failed) = (ack, index);
                // A verdict on the batch as a whole is the last word; the rest is drained before the next request.
                if (index == 0)
                    return verdict;
                inner--;
            }
        }

        _stale = false;
        return verdict;
    }

    private static void NumberBatch(NetlinkMessageWriter batch, uint first)
    {
        var messages = batch.Writable;
        Number(messages, first, NLM_F_REQUEST);
        // Begin and end are not acknowledged by kernels before 6.10: only what stands between them asks for it.
        var begin = Alignment.Up((int)MemoryMarshal.Read<uint>(messages));
        const int end = NLMSG_HDRLEN + NfHeader.Size;
        Number(messages[begin..^end], first + 1, NLM_F_ACK);
    }
}
