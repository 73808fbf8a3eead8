using System.Runtime.InteropServices;

namespace DualWan.Netlink.Route;

/// <summary>struct fib_rule_uid_range: inclusive, 32 bits each.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct UserIdRange(uint First, uint Last);
