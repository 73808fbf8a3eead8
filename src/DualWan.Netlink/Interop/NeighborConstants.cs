namespace DualWan.Netlink.Interop;

/// <summary>include/uapi/linux/neighbour.h</summary>
internal static class NeighborConstants
{
    public const ushort NDA_DST = 1;
    public const ushort NDA_LLADDR = 2;
    public const ushort NDA_IFINDEX = 8;
    public const ushort NDA_PROTOCOL = 12;
}
