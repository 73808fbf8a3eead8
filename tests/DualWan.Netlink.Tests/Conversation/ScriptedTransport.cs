using DualWan.Netlink.Conversation;

namespace DualWan.Netlink.Tests.Conversation;

/// <summary>A kernel made of a function: each request is answered by datagrams, or by exceptions thrown at the
/// receiver.</summary>
internal sealed class ScriptedTransport(Func<byte[], IEnumerable<object>> answer) : INetlinkTransport
{
    private readonly Queue<object> _pending = new();

    public List<byte[]> Sent { get; } = [];

    public void Send(ReadOnlySpan<byte> datagram)
    {
        Sent.Add(datagram.ToArray());
        foreach (var reply in answer(datagram.ToArray()))
            _pending.Enqueue(reply);
    }

    public int Receive(Span<byte> buffer, TimeSpan timeout)
    {
        if (!_pending.TryDequeue(out var next))
            return 0;
        if (next is Exception error)
            throw error;
        var datagram = (byte[])next;
        datagram.AsSpan(0, Math.Min(datagram.Length, buffer.Length)).CopyTo(buffer);
        return datagram.Length;
    }

    public ValueTask WaitAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Dispose()
    {
    }
}
