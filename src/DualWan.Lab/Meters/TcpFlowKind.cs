namespace DualWan.Lab.Meters;

/// <summary>Which side of a <see cref="TcpFlow"/> speaks.</summary>
internal enum TcpFlowKind
{
    /// <summary>The client sends a line each 20 ms and gets it back.</summary>
    Sender,

    /// <summary>
    /// The client only receives: a download. Nothing but a packet from outside makes it speak (K-06).
    /// </summary>
    Receiver,

    /// <summary>Nobody speaks after the greeting: an idle session.</summary>
    Idle,
}
