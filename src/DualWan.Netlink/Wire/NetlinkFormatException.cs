namespace DualWan.Netlink.Wire;

/// <summary>Bytes that are no netlink: the only exception that malformed input can cause.</summary>
internal sealed class NetlinkFormatException(string message) : Exception(message);
