using DualWan.Core.Net;

namespace DualWan.Probing.Sockets;

/// <summary>What recvmsg(2) tells of a packet beside its bytes.</summary>
/// <param name="Length">Bytes in the caller's buffer; a longer packet was cut.</param>
/// <param name="Source">Who sent it; none for a packet socket.</param>
/// <param name="Stamp">The kernel's receive stamp, time since the Unix epoch; zero where it gave none.</param>
/// <param name="HopLimit">IPv6 hop limit; 0 where not asked for.</param>
internal readonly record struct ReceivedPacket(int Length, IpAddress Source, TimeSpan Stamp, byte HopLimit);
