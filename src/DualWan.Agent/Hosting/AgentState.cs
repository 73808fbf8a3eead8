using System.Collections.Immutable;
using System.Globalization;
using DualWan.Core.Reconciliation;

namespace DualWan.Agent.Hosting;

/// <summary>What must survive a restart and can't be read back from the kernel for certain:
/// <c>state.json</c>.</summary>
internal sealed record AgentState
{
    /// <summary>The version that this build writes; a file with a higher one is refused.</summary>
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    /// <summary>Uplink numbers by name, given once (Core's UplinkNumbers gives them). Empty: not known, the kernel is
    /// asked.</summary>
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

    /// <summary>What the reconciler knows of the last apply, from the saved digests.</summary>
    public ReconcileContext ReconcileContext() => new()
    {
        NftDigests = NftDigests.ToImmutableDictionary(
            static pair => pair.Key,
            static pair => ulong.Parse(pair.Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
    };

    private static ImmutableSortedDictionary<string, T> Empty<T>() =>
        ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);

    private static ImmutableSortedSet<string> EmptySet() => ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
}
