using System.Collections.Immutable;

namespace DualWan.Agent.Hosting;

/// <summary>What must survive a restart and can't be read back from the kernel for certain:
/// <c>state.json</c>.</summary>
internal sealed record AgentState
{
    /// <summary>The version that this build writes; a file with a higher one is refused.</summary>
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    /// <summary>Uplink numbers (1 to 30: KernelNumbers) by name, given once. A name that the config has no more keeps
    /// its number until
    /// its pins are flushed: see <see cref="Without"/>.</summary>
    public ImmutableSortedDictionary<string, int> UplinkNumbers { get; init; } = Empty<int>();

    /// <summary>The seed of the classifier's hash, drawn once: a new one would move every source-address
    /// pair.</summary>
    public uint HashSeed { get; init; }

    /// <summary>Uplinks that a person switched off.</summary>
    public ImmutableSortedSet<string> Disabled { get; init; } = EmptySet();

    public ImmutableSortedSet<string> Draining { get; init; } = EmptySet();

    /// <summary>Healthy uplinks with a manual failback that nobody has asked for yet.</summary>
    public ImmutableSortedSet<string> StayOnBackup { get; init; } = EmptySet();

    /// <summary>Digest of each chain of ours as read back after the last apply, as 16 hexadecimal digits.</summary>
    public ImmutableSortedDictionary<string, string> NftDigests { get; init; } = Empty<string>();

    /// <summary>Sysctls as they were before the first write, by path under /proc/sys; <c>cleanup</c> puts them
    /// back.</summary>
    public ImmutableSortedDictionary<string, string> SavedSysctls { get; init; } = Empty<string>();

    /// <summary>Gives a number to every name that has none, the lowest free first. Names beyond the last number stay
    /// without.</summary>
    public AgentState WithUplinks(IEnumerable<string> names)
    {
        var numbers = UplinkNumbers.ToBuilder();
        foreach (var name in names)
        {
            if (!numbers.ContainsKey(name) && Free(numbers.Values) is { } number)
                numbers.Add(name, number);
        }

        return this with { UplinkNumbers = numbers.ToImmutable() };
    }

    /// <summary>Forgets an uplink: only after its pins are flushed, or a new uplink inherits them (kernel.md
    /// D9).</summary>
    public AgentState Without(string name) => this with
    {
        UplinkNumbers = UplinkNumbers.Remove(name),
        Disabled = Disabled.Remove(name),
        Draining = Draining.Remove(name),
        StayOnBackup = StayOnBackup.Remove(name),
    };

    private static int? Free(IEnumerable<int> used)
    {
        var taken = used.ToHashSet();
        for (var number = 1; number <= Core.Reconciliation.KernelNumbers.MaxUplinks; number++)
        {
            if (!taken.Contains(number))
                return number;
        }

        return null;
    }

    private static ImmutableSortedDictionary<string, T> Empty<T>() =>
        ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);

    private static ImmutableSortedSet<string> EmptySet() => ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
}
