using System.Globalization;
using DualWan.Agent.Control;
using DualWan.Core.Reconciliation;

namespace DualWan.Agent.Doctor;

/// <summary>What the kernel must be able to do.</summary>
internal static class KernelChecks
{
    public static IReadOnlyList<DoctorCheck> All { get; } =
    [
        new(
            "no-rights", Severity.Warning, "doctor may not look at everything",
            "Kernel features, firewall chains and nexthops are only shown to root.",
            "sudo dualwan doctor",
            static input => DoctorChecks.If(!input.Features.Rights && !ProcessRights.IsRoot(input.Box))),
        new(
            "capability-missing", Severity.Error, "root lacks a right that the agent needs",
            "A container or service manager took it away.",
            "Give it back: --cap-add NET_ADMIN --cap-add NET_RAW, or CapabilityBoundingSet= in the unit",
            MissingCapabilities),
        new(
            "no-nexthop-objects", Severity.Error, "the kernel has no nexthop objects",
            "They came with Linux 5.3; failover replaces them in one message.",
            "Use a kernel of 5.10 or later",
            static input => DoctorChecks.If(KernelVersion(input) is { } version && version < new Version(5, 3),
                Release(input))),
        new(
            "no-libnftables", Severity.Error, "libnftables can't be used",
            "The firewall chains are written through it.",
            "sudo apt install libnftables1 (Debian), sudo pacman -S nftables (Arch)",
            static input => input.Features.LibraryError is { } error ? [new Finding(error)] : []),
        new(
            "nft-expressions-missing", Severity.Error, "nf_tables lacks what the classifier needs",
            "The kernel was built without these, or their modules are not installed.",
            "Install the kernel's full set of modules (linux-modules-extra), or use the distribution's own kernel",
            static input => input.Features.MissingExpressions is { Count: > 0 } missing
                ? [new Finding(string.Join(", ", missing))] : []),
        new(
            "conntrack-table-small", Severity.Warning, "the connection table is small",
            "When it is full, new connections of the whole house are dropped until old ones time out (K-34).",
            "sysctl -w net.netfilter.nf_conntrack_max=65536, and the same in /etc/sysctl.d/",
            static input => Max(input) is { } max and < 16384 ? [new Finding(Invariant($"{max} entries"))] : []),
        new(
            "conntrack-table-full", Severity.Error, "the connection table is nearly full",
            "New connections are dropped at the limit, whatever the uplinks do (K-34).",
            "Look who makes so many (conntrack -S; a scanning device?), or raise net.netfilter.nf_conntrack_max",
            NearlyFull),
    ];

    private static IEnumerable<Finding> MissingCapabilities(DoctorInput input)
    {
        if (!ProcessRights.IsRoot(input.Box))
            yield break;
        if (!ProcessRights.Has(input.Box, ProcessRights.NetAdmin))
            yield return new Finding("CAP_NET_ADMIN (routes, rules, nftables)");
        if (!ProcessRights.Has(input.Box, ProcessRights.NetRaw))
            yield return new Finding("CAP_NET_RAW (probes)");
    }

    private static IEnumerable<Finding> NearlyFull(DoctorInput input)
    {
        if (Max(input) is { } max and > 0 && input.Number("/proc/sys/net/netfilter/nf_conntrack_count") is { } count
            && count * 10 >= max * 9)
            yield return new Finding(Invariant($"{count} of {max} entries"));
    }

    private static long? Max(DoctorInput input) => input.Number("/proc/sys/net/netfilter/nf_conntrack_max");

    private static string Release(DoctorInput input) => input.Box.ReadText("/proc/sys/kernel/osrelease")?.Trim() ?? "";

    private static Version? KernelVersion(DoctorInput input)
    {
        var parts = Release(input).Split('.', '-');
        return parts.Length >= 2 && int.TryParse(parts[0], out var major) && int.TryParse(parts[1], out var minor)
            ? new Version(major, minor)
            : null;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
