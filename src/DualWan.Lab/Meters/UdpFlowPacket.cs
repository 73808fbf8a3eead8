using System.Net;

namespace DualWan.Lab.Meters;

/// <summary>One datagram of a <see cref="UdpFlow"/>.</summary>
/// <param name="SentAt">Since the flow's start.</param>
/// <param name="AnsweredAfter">Round-trip time; null for a lost one.</param>
/// <param name="Seen">The address and port that the Internet host saw; null for a lost one.</param>
internal sealed record UdpFlowPacket(TimeSpan SentAt, TimeSpan? AnsweredAfter, IPEndPoint? Seen);
