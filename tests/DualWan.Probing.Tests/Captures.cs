namespace DualWan.Probing.Tests;

/// <summary>
/// Packets as the kernel itself makes and answers them: a datagram ICMP socket sent the echo requests, tcpdump -xx took
/// them on a veth pair (10.31.0.2, fd31::2 here; 10.31.0.1, fd31::1 there), ethernet headers cut off.
/// </summary>
internal static class Captures
{
    public static readonly byte[] EchoRequest4 = Hex(
        "4500 0024 5937 4000 4001 cd61 0a1f 0002 0a1f 0001 0800 d5b6 1234 0001 0102 0304 0506 0708");

    public static readonly byte[] EchoReply4 = Hex(
        "4500 0024 485f 0000 4001 1e3a 0a1f 0001 0a1f 0002 0000 ddb6 1234 0001 0102 0304 0506 0708");

    /// <summary>From 10.31.0.1: 203.0.113.7 unreachable (ip route add unreachable).</summary>
    public static readonly byte[] Unreachable4 = Hex(
        "45c0 0040 4860 0000 4001 1d5d 0a1f 0001 0a1f 0002 0301 fcfe 0000 0000 4500 0024 d2fa 4000 4001 21b6 0a1f 0002 "
        + "cb00 7107 0800 d5b6 1234 0001 0102 0304 0506 0708");

    /// <summary>Without the IPv6 header.</summary>
    public static readonly byte[] EchoReply6 = Hex("8100 6205 1234 0001 0102 0304 0506 0708");

    public static readonly byte[] ArpRequest = Hex(
        "0001 0800 0604 0001 2eba dda7 51c8 0a1f 0002 0000 0000 0000 0a1f 0001");

    public static readonly byte[] ArpReply = Hex(
        "0001 0800 0604 0002 d2ed a031 3396 0a1f 0001 2eba dda7 51c8 0a1f 0002");

    /// <summary>fd31::2 asks for fd31::1; the checksum (210d) is the kernel's.</summary>
    public static readonly byte[] NeighborSolicitation = Hex(
        "8700 210d 0000 0000 fd31 0000 0000 0000 0000 0000 0000 0001 0101 2eba dda7 51c8");

    public static readonly byte[] NeighborAdvertisement = Hex(
        "8800 7754 6000 0000 fd31 0000 0000 0000 0000 0000 0000 0001 0201 d2ed a031 3396");

    public static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));
}
