using System.Diagnostics.CodeAnalysis;

namespace DualWan.Netlink.Wire;

/// <summary>Throws kept out of the hot methods, so that those stay small.</summary>
internal static class ThrowHelper
{
    [DoesNotReturn]
    public static void MessageLength(uint length, int available) =>
        throw new NetlinkFormatException($"nlmsg_len is {length}, of {available} bytes left");

    [DoesNotReturn]
    public static void AttributeLength(ushort length, int available) =>
        throw new NetlinkFormatException($"nla_len is {length}, of {available} bytes left");

    [DoesNotReturn]
    public static void AttributeSize(string name, int actual, int expected) =>
        throw new NetlinkFormatException($"{name} has {actual} bytes, expected {expected}");

    [DoesNotReturn]
    public static void StructSize(string name, int actual, int expected) =>
        throw new NetlinkFormatException($"{name} has {actual} bytes, at least {expected} needed");

    [DoesNotReturn]
    public static void Invalid(string name, string what) => throw new NetlinkFormatException($"{name}: {what}");
}
