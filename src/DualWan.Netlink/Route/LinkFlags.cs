namespace DualWan.Netlink.Route;

/// <summary>IFF_* (include/uapi/linux/if.h); other bits are kept as they are.</summary>
[Flags]
internal enum LinkFlags : uint
{
    None = 0,

    /// <summary>Administratively up.</summary>
    Up = 1 << 0,

    Broadcast = 1 << 1,
    Loopback = 1 << 3,
    PointToPoint = 1 << 4,

    /// <summary>Operational: RFC 2863 up.</summary>
    Running = 1 << 6,

    NoArp = 1 << 7,
    Promiscuous = 1 << 8,
    Multicast = 1 << 12,

    /// <summary>Carrier.</summary>
    LowerUp = 1 << 16,

    Dormant = 1 << 17,
}
