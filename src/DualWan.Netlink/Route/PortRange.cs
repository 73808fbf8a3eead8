using System.Runtime.InteropServices;

namespace DualWan.Netlink.Route;

/// <summary>struct fib_rule_port_range: inclusive, in host order.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct PortRange(ushort First, ushort Last);
