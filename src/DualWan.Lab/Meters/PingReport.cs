namespace DualWan.Lab.Meters;

/// <summary>What came back for a number of echo requests.</summary>
/// <param name="Sent">Requests, also those that the kernel refused to send.</param>
/// <param name="Answered">Echo replies, each request counted once.</param>
/// <param name="Unreachable">ICMP errors about them.</param>
/// <param name="Mtu">The size that a "too big" error named; null when there was none.</param>
/// <param name="SendError">The last error of sending itself, a <c>SocketError</c>'s name; null for none.</param>
internal sealed record PingReport(int Sent, int Answered, int Unreachable, int? Mtu, string? SendError)
{
    public bool AllAnswered => Answered == Sent;
}
