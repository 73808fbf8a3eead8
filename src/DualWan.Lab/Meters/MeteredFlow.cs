using System.Net;

namespace DualWan.Lab.Meters;

/// <summary>One flow of a <see cref="FlowMeter"/>: when it was sent and how it fared.</summary>
/// <param name="SentAt">Since the meter's start.</param>
/// <param name="AnsweredAfter">Until the answer was found, up to twice the round-trip time; null for a lost
/// flow.</param>
/// <param name="Seen">The address that the Internet host saw; null for a lost flow.</param>
internal sealed record MeteredFlow(TimeSpan SentAt, TimeSpan? AnsweredAfter, IPAddress? Seen);
