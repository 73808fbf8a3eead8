using System.Runtime.CompilerServices;
using DualWan.Netlink.Wire;

namespace DualWan.Netlink.Conversation;

/// <summary>
/// Listens to multicast groups. An overrun (or a datagram that was cut) is an event like the others, in its place:
/// whoever reads it must read everything again. Subscribe before the first dump, so that no change falls between.
/// </summary>
internal abstract class NetlinkMonitor<T>(INetlinkTransport transport) : IDisposable
    where T : struct
{
    /// <summary>Bytes of the receive buffer unless told otherwise: a burst of 10,000 route events.</summary>
    protected const int DefaultReceiveBuffer = 4 << 20;

    private readonly byte[] _buffer = new byte[64 << 10];

    /// <summary>What stands for lost events.</summary>
    protected abstract T Overrun { get; }

    public void Dispose() => transport.Dispose();

    /// <summary>Waits for events, for ever.</summary>
    public async IAsyncEnumerable<T> ReadAllAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var batch = new List<T>();
        while (true)
        {
            if (!await WaitAsync(cancellationToken).ConfigureAwait(false))
                batch.Add(Overrun);
            Read(batch, TimeSpan.Zero);
            foreach (var notification in batch)
                yield return notification;
            batch.Clear();
        }
    }

    /// <summary>Adds what waits now, or comes within <paramref name="timeout"/>; false where there was
    /// nothing.</summary>
    public bool Read(List<T> notifications, TimeSpan timeout)
    {
        var before = notifications.Count;
        while (TryReceive(notifications, notifications.Count == before ? timeout : TimeSpan.Zero))
        {
        }

        return notifications.Count > before;
    }

    /// <summary>One event; null where nobody here cares.</summary>
    protected abstract T? Decode(NetlinkMessage message);

    /// <summary>False where the wait ended with an overrun.</summary>
    private async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await transport.WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (NetlinkOverrunException)
        {
            return false;
        }
    }

    private bool TryReceive(List<T> notifications, TimeSpan timeout)
    {
        try
        {
            var length = transport.Receive(_buffer, timeout);
            if (length == 0)
                return false;
            if (length > _buffer.Length)
                throw new NetlinkOverrunException();
            Unpack(_buffer.AsSpan(0, length), notifications);
        }
        catch (NetlinkOverrunException)
        {
            notifications.Add(Overrun);
        }

        return true;
    }

    private void Unpack(ReadOnlySpan<byte> datagram, List<T> notifications)
    {
        var reader = new NetlinkMessageReader(datagram);
        while (reader.Read(out var message))
        {
            if (Decode(message) is { } notification)
                notifications.Add(notification);
        }
    }
}
