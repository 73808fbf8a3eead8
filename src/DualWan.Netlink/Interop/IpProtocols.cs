namespace DualWan.Netlink.Interop;

/// <summary>include/uapi/linux/in.h, in6.h</summary>
internal static class IpProtocols
{
    public const byte IPPROTO_ICMP = 1;
    public const byte IPPROTO_TCP = 6;
    public const byte IPPROTO_UDP = 17;
    public const byte IPPROTO_ICMPV6 = 58;
}
