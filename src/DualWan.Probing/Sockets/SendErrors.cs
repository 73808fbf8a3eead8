using DualWan.Netlink.Interop;

namespace DualWan.Probing.Sockets;

/// <summary>The meaning of a refused socket, bind, connect or send.</summary>
internal static class SendErrors
{
    public static ProbeReason ReasonOf(int error) => error switch
    {
        Errno.ENODEV or ProbingConstants.ENXIO => ProbeReason.DeviceGone,
        Errno.ENETDOWN => ProbeReason.DeviceDown,
        Errno.EADDRNOTAVAIL => ProbeReason.AddressGone,

        // EINVAL and EACCES are what blackhole and prohibit routes answer to a send (ip-route(8)).
        Errno.ENETUNREACH or Errno.EHOSTUNREACH or Errno.EINVAL or Errno.EACCES => ProbeReason.Unreachable,
        Errno.EPERM => ProbeReason.Filtered,
        _ => ProbeReason.SystemError,
    };
}
