using System.Collections.Immutable;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;

namespace DualWan.Core.Compilation;

/// <summary>
/// The numbers of uplinks and of orders of preference, 1 to 30: given once and kept, because live pins and marks mean
/// them (kernel.md D9).
/// </summary>
internal sealed record UplinkNumbers(ImmutableSortedDictionary<string, int> ByName)
{
    public static UplinkNumbers None { get; } = new(ImmutableSortedDictionary<string, int>.Empty);

    public int this[string name] => ByName[name];

    public int? Find(string name) => ByName.TryGetValue(name, out var number) ? number : null;

    /// <summary>The key under which an order of preference is numbered; no uplink can have that name.</summary>
    public static string PreferenceKey(string key) => "[" + key + "]";

    /// <summary>
    /// The numbers as remembered; where the state is lost, those that the kernel shows: our rules for bound sockets
    /// name an interface and its number. One that no uplink has now goes by a name that none can have, so that
    /// <see cref="Update"/> releases it.
    /// </summary>
    public static UplinkNumbers Of(
        ImmutableSortedDictionary<string, int> remembered, RouterConfig config, IEnumerable<KernelRule> rules)
    {
        if (!remembered.IsEmpty)
            return new UplinkNumbers(remembered);
        var found = None.ByName;
        foreach (var rule in rules)
        {
            if (rule is not { Family: IpFamily.IPv4, OutInterface: { } name }
                || rule.Priority - RuleCompiler.BoundBase is not (> 0 and <= KernelNumbers.MaxUplinks and var number)
                || rule.Table != KernelNumbers.StrictTable((int)number))
                continue;
            var uplink = config.Uplinks.FirstOrDefault(entry => !entry.Disabled && entry.Value.Interface == name);
            found = found.SetItem(uplink?.Value.Name ?? $"[of {name}]", (int)number);
        }

        return new UplinkNumbers(found);
    }

    /// <summary>
    /// Keeps every number that is known, forgets those the config has no use for, and gives the others the lowest free
    /// ones. Names that found no number (more than 30) are left out.
    /// </summary>
    /// <param name="released">Numbers that lost their owner: their pins must be flushed before the numbers are
    /// used.</param>
    public UplinkNumbers Update(RouterConfig config, out EquatableArray<int> released)
    {
        var wanted = Names(config).ToList();
        var kept = ByName.RemoveRange(ByName.Keys.Except(wanted));
        released = ByName.Where(pair => !kept.ContainsKey(pair.Key)).Select(static pair => pair.Value)
            .ToEquatableArray();
        var free = new Queue<int>(Free(kept, released));
        foreach (var name in wanted)
        {
            if (!kept.ContainsKey(name) && free.TryDequeue(out var number))
                kept = kept.Add(name, number);
        }

        return new UplinkNumbers(kept);
    }

    public bool Equals(UplinkNumbers? other) => other is not null && ByName.SequenceEqual(other.ByName);

    public override int GetHashCode() => ByName.Count;

    /// <summary>Numbers nobody has, those that were just released last.</summary>
    private static IEnumerable<int> Free(
        ImmutableSortedDictionary<string, int> kept, EquatableArray<int> released) =>
        Enumerable.Range(1, KernelNumbers.MaxUplinks)
            .Except(kept.Values)
            .OrderBy(number => released.Items.Contains(number) ? 1 : 0)
            .ThenBy(static number => number);

    private static IEnumerable<string> Names(RouterConfig config) =>
        config.Uplinks.Where(static entry => !entry.Disabled).Select(static entry => entry.Value.Name)
            .Concat(config.Tables.Select(static entry => entry.Value.Role)
                .OfType<TableRole.Preference>()
                .Select(static role => PreferenceKey(role.Key)));
}
