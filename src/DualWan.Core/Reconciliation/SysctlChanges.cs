using System.Collections.Immutable;

namespace DualWan.Core.Reconciliation;

/// <summary>The sysctl part of a plan.</summary>
internal static class SysctlChanges
{
    private const string IPv4Forwarding = "net/ipv4/ip_forward";
    private const string IPv6Forwarding = "net/ipv6/conf/all/forwarding";

    /// <summary>Writes for the keys that exist and differ. An absent key (an interface that is gone) is left
    /// alone.</summary>
    public static ImmutableArray<KernelOperation> Between(EquatableArray<SysctlSetting> wanted, KernelSnapshot actual)
    {
        var writes = ImmutableArray.CreateBuilder<KernelOperation>();
        foreach (var setting in wanted)
        {
            if (actual.Sysctls.TryGetValue(setting.Key, out var value) && !SameValue(value, setting.Value))
                writes.Add(new KernelOperation.SetSysctl(setting.Key, setting.Value));
        }

        return writes.ToImmutable();
    }

    /// <summary>The switch of a whole family, whose write rewrites other keys.</summary>
    public static bool IsForwarding(string key) => key is IPv4Forwarding or IPv6Forwarding;

    /// <summary>
    /// The order to write values back in: the switches first, then <c>all</c> and <c>default</c>, then each interface,
    /// because a switch overwrites the values below it (kernel.md row 27).
    /// </summary>
    public static EquatableArray<SysctlSetting> RestoreOrder(EquatableArray<SysctlSetting> original) =>
        [.. original.OrderBy(setting => Depth(setting.Key)).ThenBy(setting => setting.Key, StringComparer.Ordinal)];

    private static int Depth(string key)
    {
        if (IsForwarding(key))
            return 0;
        if (key.Contains("/conf/all/", StringComparison.Ordinal))
            return 1;
        return key.Contains("/conf/default/", StringComparison.Ordinal) ? 2 : 3;
    }

    /// <summary>The kernel separates the fields of a value with tabs, a person with blanks.</summary>
    private static bool SameValue(string a, string b) =>
        a == b || a.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)
            .SequenceEqual(b.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
}
