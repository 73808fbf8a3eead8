using DualWan.Netlink.Conversation;
using DualWan.Netlink.Netfilter;

namespace DualWan.Agent.Commands;

/// <summary>Turns what the kernel refused into a line for the user. Apart, so that a verb that never meets the kernel
/// does not load its code.</summary>
internal static class KernelRefusal
{
    // include/uapi/asm-generic/errno-base.h
    private const int OperationNotPermitted = 1;
    private const int PermissionDenied = 13;

    /// <summary>Null for an exception of another kind.</summary>
    public static CommandException? Of(Exception exception) => exception switch
    {
        NetlinkException { ErrorNumber: OperationNotPermitted or PermissionDenied } => new CommandException(
            ExitCode.Refused, "this needs the right to change the network (CAP_NET_ADMIN)", "use sudo"),
        NetlinkException refused => new CommandException(
            ExitCode.Refused, $"the kernel refused: {refused.Operation} (error {refused.ErrorNumber})",
            "dualwan doctor says what this kernel lacks"),
        NftablesUnavailableException => new CommandException(
            ExitCode.Refused, "the library libnftables is missing or too old",
            "install it: sudo apt install libnftables1 (Debian), sudo pacman -S nftables (Arch)"),
        _ => null,
    };
}
