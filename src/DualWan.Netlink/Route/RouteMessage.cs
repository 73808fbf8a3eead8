using DualWan.Core;
using DualWan.Core.Net;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.RtnetlinkConstants;

namespace DualWan.Netlink.Route;

/// <summary>A route of IPv4 or IPv6 (RTM_NEWROUTE).</summary>
internal sealed partial record RouteMessage : RtnetlinkMessage
{
    /// <summary>RT_TABLE_MAIN.</summary>
    public const uint MainTable = 254;

    /// <summary>RT_TABLE_LOCAL.</summary>
    public const uint LocalTable = 255;

    public IpFamily Family => Destination.Family;

    public required IpPrefix Destination { get; init; }

    /// <summary>IPv6 only: the route holds for these sources.</summary>
    public IpPrefix? Source { get; init; }

    public uint Table { get; init; } = MainTable;

    /// <summary>RTPROT_*: who put it there (2 kernel, 3 boot, 4 static, 9 router advertisement, 16 DHCP, 215
    /// ours).</summary>
    public byte Protocol { get; init; } = RTPROT_STATIC;

    public RouteType Type { get; init; } = RouteType.Unicast;

    public RouteScope Scope { get; init; } = RouteScope.Universe;

    public byte TypeOfService { get; init; }

    public RouteFlags Flags { get; init; }

    /// <summary>RTA_GATEWAY, or RTA_VIA where it is of the other family than the destination.</summary>
    public IpAddress? Gateway { get; init; }

    /// <summary>Interface index; 0 for none.</summary>
    public int OutInterface { get; init; }

    /// <summary>The metric; 0 is IPv4's default, while IPv6 turns 0 into 1024.</summary>
    public uint Priority { get; init; }

    public IpAddress? PreferredSource { get; init; }

    /// <summary>Id of the nexthop object or group; 0 for none. A dump repeats its hops in the fields beside.</summary>
    public uint NextHopId { get; init; }

    /// <summary>RTA_MULTIPATH; empty where the route has one hop or none.</summary>
    public EquatableArray<RouteHop> Hops { get; init; }

    /// <summary>RTAX_MTU; 0 for the device's.</summary>
    public uint Mtu { get; init; }

    /// <summary>RTAX_ADVMSS; 0 for the kernel's.</summary>
    public uint AdvertisedMss { get; init; }

    /// <summary>RTA_PREF: router preference of RFC 4191 (0 medium, 1 high, 3 low); IPv6 only.</summary>
    public byte Preference { get; init; }

    /// <summary>Seconds until the kernel removes it (IPv6); 0 for never.</summary>
    public uint ExpiresSeconds { get; init; }

    /// <summary>Answers with an error, or with "not in this table", instead of forwarding.</summary>
    public bool IsReject =>
        Type is RouteType.Blackhole or RouteType.Unreachable or RouteType.Prohibit or RouteType.Throw;

    public override ushort NewType => RTM_NEWROUTE;
}
