using DualWan.Netlink.Interop;

namespace DualWan.Probing.Tcp;

/// <summary>What the end of a connect says.</summary>
internal static class ConnectErrors
{
    /// <summary>Null where nothing answered: a time-out is the reader's verdict.</summary>
    public static ProbeReason? ReasonOf(int error) => error switch
    {
        0 => ProbeReason.None,
        ProbingConstants.ECONNREFUSED or ProbingConstants.ECONNRESET => ProbeReason.ConnectionRefused,
        Errno.EHOSTUNREACH or Errno.ENETUNREACH => ProbeReason.Unreachable,
        Errno.ETIMEDOUT => null,
        _ => ProbeReason.SystemError,
    };
}
