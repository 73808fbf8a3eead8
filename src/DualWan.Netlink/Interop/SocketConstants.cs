namespace DualWan.Netlink.Interop;

/// <summary>Socket families, types, flags and options (include/linux/socket.h,
/// include/uapi/asm-generic/socket.h).</summary>
internal static class SocketConstants
{
    public const int AF_UNSPEC = 0;
    public const int AF_INET = 2;
    public const int AF_INET6 = 10;
    public const int AF_NETLINK = 16;
    public const int AF_PACKET = 17;

    public const int SOCK_DGRAM = 2;
    public const int SOCK_RAW = 3;
    public const int SOCK_NONBLOCK = 0x800;
    public const int SOCK_CLOEXEC = 0x80000;

    public const int MSG_TRUNC = 0x20;
    public const int MSG_DONTWAIT = 0x40;

    public const int SOL_SOCKET = 1;
    public const int SO_RCVBUF = 8;
    public const int SO_PRIORITY = 12;
    public const int SO_BINDTODEVICE = 25;
    public const int SO_ATTACH_FILTER = 26;
    public const int SO_RCVBUFFORCE = 33;
    public const int SO_SNDBUFFORCE = 32;
    public const int SO_MARK = 36;
    public const int SO_TIMESTAMPNS_NEW = 64;

    // include/uapi/linux/in6.h
    public const int SOL_IPV6 = 41;
    public const int IPV6_PKTINFO = 50;
    public const int IPV6_HOPLIMIT = 52;

    // include/uapi/linux/if_ether.h
    public const ushort ETH_P_ARP = 0x0806;

    // include/uapi/asm-generic/poll.h
    public const short POLLIN = 1;
}
