namespace DualWan.Core.Net;

/// <summary>The address family; the values are the kernel's AF_INET and AF_INET6 (include/linux/socket.h).</summary>
internal enum IpFamily : byte
{
    IPv4 = 2,
    IPv6 = 10,
}
