using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.NetlinkConstants;

namespace DualWan.Netlink.Conversation;

/// <summary>
/// Questions and answers over one transport: sequence numbers, acknowledgements, dumps. Synchronous, because the kernel
/// has answered when the send returns, and a failover must not wait for a thread. One caller at a time.
/// </summary>
internal sealed partial class NetlinkConnection(INetlinkTransport transport) : IDisposable
{
    /// <summary>The kernel answers at once; only a table of millions or a frozen machine takes longer.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    private readonly byte[] _initialBuffer = new byte[64 << 10];
    private byte[]? _largeBuffer;
    private uint _sequence;
    private bool _stale;

    /// <summary>How long to wait for each datagram of an answer.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    private byte[] Buffer => _largeBuffer ?? _initialBuffer;

    public static NetlinkConnection Open(int protocol) => new(NetlinkSocket.Open(protocol));

    public void Dispose() => transport.Dispose();

    /// <summary>Takes the next datagram; a cut one is an error, and makes the next buffer large enough.</summary>
    private ReadOnlySpan<byte> Receive(string operation)
    {
        var length = transport.Receive(Buffer, Timeout);
        if (length == 0)
            throw new NetlinkTimeoutException(operation, Timeout);
        if (length <= Buffer.Length)
            return Buffer.AsSpan(0, length);
        var room = Buffer.Length;
        _largeBuffer = new byte[Alignment.Up(length) * 2];
        throw new NetlinkTruncatedException(length, room);
    }

    /// <summary>Empties the socket after a conversation that ended half-way, so that its rest is not taken for an
    /// answer to the next question. A dump that is under way ends by being read.</summary>
    private void DrainIfStale()
    {
        if (!_stale)
            return;
        var draining = true;
        while (draining)
        {
            try
            {
                draining = transport.Receive(Buffer, TimeSpan.Zero) > 0;
            }
            catch (NetlinkOverrunException)
            {
                // What was lost belonged to the conversation that is given up here.
            }
        }

        _stale = false;
    }

    private uint NextSequence(int count)
    {
        // 0 is the sequence of notifications: never ours.
        if (_sequence > uint.MaxValue - (uint)count - 1)
            _sequence = 0;
        var first = _sequence + 1;
        _sequence += (uint)count;
        return first;
    }

    private static string NameOf(ushort type) => $"netlink request {type}";

    private static void CheckSequence(in NetlinkMessage message, uint expected)
    {
        if (message.Sequence != expected)
            throw new NetlinkSequenceException(message.Sequence, expected);
    }

    private static bool IsControl(ushort type) => type is NLMSG_NOOP or NLMSG_OVERRUN;
}
