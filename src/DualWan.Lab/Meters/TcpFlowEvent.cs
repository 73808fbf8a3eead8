using System.Net;
using System.Net.Sockets;

namespace DualWan.Lab.Meters;

/// <summary>A connection of a <see cref="TcpFlow"/> came to stand or ended.</summary>
/// <param name="Kind">Which of the two.</param>
/// <param name="At">Monotonic stamp (<see cref="System.Diagnostics.Stopwatch"/>).</param>
/// <param name="Seen">The client's address and port as the Internet host saw it; null for an end.</param>
/// <param name="Reason">Why it ended, <see cref="SocketError.Success"/> for an orderly end; null for a
/// connection.</param>
internal sealed record TcpFlowEvent(TcpFlowEventKind Kind, long At, IPEndPoint? Seen, SocketError? Reason);
