using DualWan.Core.Reconciliation;
using DualWan.Netlink.Interop;

namespace DualWan.Kernel.Execution;

/// <summary>The kernel's refusal of an operation in plain words.</summary>
internal static class Refusal
{
    /// <param name="words">The extended acknowledgement; null where the kernel said no more than a number.</param>
    public static ApplyFailure Of(KernelOperation operation, int errno, string? words) =>
        new(operation, errno, $"{words ?? Errno.TextOf(errno)} ({Errno.NameOf(errno)})");
}
