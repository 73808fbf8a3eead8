using DualWan.Core.Net;

namespace DualWan.Kernel.Connections;

/// <summary>A TCP connection seen from inside: the host that may only be receiving, and who it thinks it talks
/// to.</summary>
internal readonly record struct PokeTarget(IpAddress Host, ushort HostPort, IpAddress Server, ushort ServerPort);
