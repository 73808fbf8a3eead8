namespace DualWan.Netlink.Interop;

/// <summary>What only the bound probers use of the socket interface.</summary>
internal static class ProbingConstants
{
    public const int SOCK_STREAM = 1;
    public const int IPPROTO_ICMP = 1;
    public const int IPPROTO_TCP = 6;
    public const int IPPROTO_UDP = 17;
    public const int IPPROTO_ICMPV6 = 58;

    public const int EINPROGRESS = 115;
    public const int ECONNREFUSED = 111;
    public const int ECONNRESET = 104;
    public const int ENXIO = 6;

    // include/uapi/asm-generic/socket.h
    public const int SO_ERROR = 4;
    public const int SO_BINDTOIFINDEX = 62; // since 5.0
    public const int SO_LINGER = 13;

    // include/uapi/linux/icmp.h
    public const int SOL_RAW = 255;
    public const int ICMP_FILTER = 1;

    // include/uapi/linux/icmpv6.h
    public const int ICMPV6_FILTER = 1;

    // include/uapi/linux/in6.h
    public const int IPV6_UNICAST_HOPS = 16;
    public const int IPV6_MULTICAST_HOPS = 18;
    public const int IPV6_RECVHOPLIMIT = 51;

    // include/uapi/linux/tcp.h
    public const int TCP_SYNCNT = 7;
    public const int TCP_INFO = 11;

    /// <summary>offsetof(struct tcp_info, tcpi_rtt), microseconds.</summary>
    public const int TCPI_RTT_OFFSET = 68;

    /// <summary>offsetof(struct tcp_info, tcpi_total_retrans).</summary>
    public const int TCPI_TOTAL_RETRANS_OFFSET = 100;

    // include/uapi/linux/if_arp.h
    public const ushort ARPHRD_ETHER = 1;

    // include/linux/eventfd.h
    public const int EFD_NONBLOCK = 0x800;
    public const int EFD_CLOEXEC = 0x80000;

    // include/uapi/asm-generic/poll.h
    public const short POLLOUT = 4;
    public const short POLLERR = 8;
}
