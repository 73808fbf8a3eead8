namespace DualWan.Netlink.Tests;

/// <summary>One message of a recorded datagram.</summary>
internal sealed record CapturedMessage(ushort Type, ushort Flags, byte[] Payload);
