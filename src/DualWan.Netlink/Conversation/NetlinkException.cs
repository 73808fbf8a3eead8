using DualWan.Netlink.Interop;

namespace DualWan.Netlink.Conversation;

/// <summary>The kernel refused a request. Which refusals are expected (EEXIST, ESRCH, ENOENT) the caller
/// decides.</summary>
internal sealed class NetlinkException : Exception
{
    public NetlinkException(string operation, int errno, string? kernelMessage = null, uint? offset = null)
        : base(Describe(operation, errno, kernelMessage, offset))
    {
        Operation = operation;
        ErrorNumber = errno;
        KernelMessage = kernelMessage;
        Offset = offset;
    }

    /// <summary>What was asked for, in words: "add route 0.0.0.0/0 table 7700".</summary>
    public string Operation { get; }

    /// <summary>The positive error number, one of <see cref="Errno"/>.</summary>
    public int ErrorNumber { get; }

    /// <summary>The kernel's own words from the extended acknowledgement; null where it gave none.</summary>
    public string? KernelMessage { get; }

    /// <summary>Where in the request the faulty attribute starts; null where the kernel did not say.</summary>
    public uint? Offset { get; }

    public bool Is(int errno) => ErrorNumber == errno;

    private static string Describe(string operation, int errno, string? kernelMessage, uint? offset)
    {
        var text = $"{operation}: {Errno.NameOf(errno)} ({kernelMessage ?? Errno.TextOf(errno)})";
        return offset is { } at ? $"{text} at byte {at} of the request" : text;
    }
}
