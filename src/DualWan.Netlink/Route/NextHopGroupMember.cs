namespace DualWan.Netlink.Route;

/// <summary>One member of a nexthop group. <see cref="Weight"/> is 1 to 256, to 65536 from kernel 6.12 on.</summary>
internal readonly record struct NextHopGroupMember(uint Id, int Weight = 1);
