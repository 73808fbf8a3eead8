namespace DualWan.Netlink.Wire;

/// <summary>NLMSG_ALIGN and NLA_ALIGN: both round up to four bytes.</summary>
internal static class Alignment
{
    public static int Up(int length) => (length + 3) & ~3;
}
