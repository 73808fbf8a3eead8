namespace DualWan.Netlink.Conversation;

/// <summary>
/// The seam of bytes: one netlink socket. Everything above it is tested against a function that answers datagrams; the
/// only real one is <see cref="NetlinkSocket"/>.
/// </summary>
internal interface INetlinkTransport : IDisposable
{
    /// <summary>Sends one datagram to the kernel. The kernel has executed its requests when this returns.</summary>
    void Send(ReadOnlySpan<byte> datagram);

    /// <summary>
    /// Takes one datagram from the kernel. Returns its true length, which is more than <paramref name="buffer"/> holds
    /// where it was cut; 0 where none came in time (a zero timeout only looks).
    /// </summary>
    /// <exception cref="NetlinkOverrunException">The kernel dropped messages for lack of room.</exception>
    int Receive(Span<byte> buffer, TimeSpan timeout);

    /// <summary>Completes when <see cref="Receive"/> has something to take or to throw.</summary>
    ValueTask WaitAsync(CancellationToken cancellationToken);
}
