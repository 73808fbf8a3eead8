using System.Collections.Immutable;

namespace DualWan.Core.Reconciliation;

/// <summary>
/// The nexthop part of a plan, with the kernel's cascades in mind: deleting a nexthop takes it out of its groups, and a
/// group without members goes and takes its routes along.
/// </summary>
internal sealed class NextHopChanges
{
    private readonly Dictionary<uint, KernelNextHop> _nextHops;
    private readonly Dictionary<uint, KernelNextHopGroup> _groups;
    private readonly List<KernelOperation> _conflicts = [];
    private readonly List<KernelOperation> _urgent = [];
    private readonly List<KernelOperation> _putNextHops = [];
    private readonly List<KernelOperation> _putGroups = [];
    private readonly List<KernelOperation> _removals = [];
    private readonly HashSet<uint> _doomedGroups = [];
    private readonly HashSet<uint> _changedNextHops = [];
    private ImmutableArray<KernelRoute> _routes;

    private NextHopChanges(KernelSnapshot actual)
    {
        _nextHops = actual.NextHops.ToDictionary(nextHop => nextHop.Id);
        _groups = actual.Groups.ToDictionary(group => group.Id);
        _routes = actual.Routes.Items;
    }

    /// <summary>Replacements of groups that rest on what is there already: a failover is made of these.</summary>
    public ImmutableArray<KernelOperation> UrgentGroups => [.. _urgent];

    /// <summary>Objects that bear an id of ours and are of another kind: they can't be replaced, only deleted
    /// first.</summary>
    public ImmutableArray<KernelOperation> Conflicts => [.. _conflicts];

    public ImmutableArray<KernelOperation> NextHops => [.. _putNextHops];

    public ImmutableArray<KernelOperation> Groups => [.. _putGroups];

    public ImmutableArray<KernelOperation> Removals => [.. _removals];

    /// <summary>Our routes that survive <see cref="Conflicts"/>.</summary>
    public ImmutableArray<KernelRoute> RoutesLeft => _routes;

    /// <summary>Groups that <see cref="Removals"/> deletes; the routes that still use them need no message of their
    /// own.</summary>
    public IReadOnlySet<uint> DoomedGroups => _doomedGroups;

    public static NextHopChanges Between(DesiredState desired, KernelSnapshot actual)
    {
        var changes = new NextHopChanges(actual);
        changes.RemoveConflicts(desired);
        changes.PutNextHops(desired.NextHops);
        changes.PutGroups(desired.Groups);
        changes.Remove(desired);
        return changes;
    }

    private void RemoveConflicts(DesiredState desired)
    {
        foreach (var group in desired.Groups)
        {
            if (_nextHops.ContainsKey(group.Id))
                RemoveNow(group.Id);
        }

        foreach (var nextHop in desired.NextHops)
        {
            var otherFamily = _nextHops.TryGetValue(nextHop.Id, out var existing)
                && Normal(existing).Family != Normal(nextHop).Family;
            if (otherFamily || _groups.ContainsKey(nextHop.Id))
                RemoveNow(nextHop.Id);
        }
    }

    private void RemoveNow(uint id)
    {
        _conflicts.Add(new KernelOperation.DeleteNextHop(id));
        _nextHops.Remove(id);
        var gone = new HashSet<uint>();
        if (_groups.Remove(id))
            gone.Add(id);
        foreach (var group in _groups.Values.Where(group => group.Members.Any(member => member.Id == id)).ToArray())
        {
            var left = group with { Members = [.. group.Members.Where(member => member.Id != id)] };
            _groups[group.Id] = left;
            if (left.Members.IsEmpty && _groups.Remove(group.Id))
                gone.Add(group.Id);
        }

        _routes = [.. _routes.Where(route => route.NextHopId is not { } used || !gone.Contains(used))];
    }

    private void PutNextHops(EquatableArray<KernelNextHop> wanted)
    {
        foreach (var nextHop in wanted)
        {
            var exists = _nextHops.TryGetValue(nextHop.Id, out var actual);
            if (exists && Normal(actual!) == Normal(nextHop))
                continue;
            _changedNextHops.Add(nextHop.Id);
            _putNextHops.Add(new KernelOperation.PutNextHop(nextHop, exists));
        }
    }

    private void PutGroups(EquatableArray<KernelNextHopGroup> wanted)
    {
        foreach (var group in wanted)
        {
            var exists = _groups.TryGetValue(group.Id, out var actual);
            if (exists && SameMembers(actual!, group))
                continue;
            var urgent = exists && !group.Members.Any(member => _changedNextHops.Contains(member.Id));
            (urgent ? _urgent : _putGroups).Add(new KernelOperation.PutGroup(group, exists));
        }
    }

    private void Remove(DesiredState desired)
    {
        var groups = desired.Groups.Select(group => group.Id).ToHashSet();
        foreach (var id in _groups.Keys.Where(id => !groups.Contains(id)).Order())
        {
            _doomedGroups.Add(id);
            _removals.Add(new KernelOperation.DeleteNextHop(id));
        }

        var nextHops = desired.NextHops.Select(nextHop => nextHop.Id).ToHashSet();
        foreach (var id in _nextHops.Keys.Where(id => !nextHops.Contains(id)).Order())
            _removals.Add(new KernelOperation.DeleteNextHop(id));
    }

    /// <summary>To the kernel a nexthop is of its gateway's family, also where IPv4 routes use it (RTA_VIA).</summary>
    private static KernelNextHop Normal(KernelNextHop nextHop) =>
        nextHop with { Family = nextHop.Gateway?.Family ?? nextHop.Family };

    /// <summary>The order of the members means nothing to the kernel's hash thresholds that we rely on.</summary>
    private static bool SameMembers(KernelNextHopGroup a, KernelNextHopGroup b) =>
        a.Members == b.Members
        || a.Members.OrderBy(member => member.Id).SequenceEqual(b.Members.OrderBy(member => member.Id));
}
