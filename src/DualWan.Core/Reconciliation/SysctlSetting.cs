namespace DualWan.Core.Reconciliation;

/// <summary>A sysctl by its path under /proc/sys, e.g. <c>net/ipv4/ip_forward</c>. An interface name with a dot stays
/// whole.</summary>
internal sealed record SysctlSetting(string Key, string Value);
