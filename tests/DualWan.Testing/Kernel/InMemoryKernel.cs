using System.Collections.Immutable;
using DualWan.Core;
using DualWan.Core.Reconciliation;

namespace DualWan.Testing.Kernel;

/// <summary>
/// The kernel as far as the reconciler knows it, cascades included: what a lost carrier takes along, what a deleted
/// nexthop takes along, what is refused. Written from the kernel's behaviour (kernel.md section 1), not from the
/// planner.
/// </summary>
internal sealed partial class InMemoryKernel : IKernel
{
    private const int EPERM = 1;
    private const int ENOENT = 2;
    private const int ESRCH = 3;
    private const int EBUSY = 16;
    private const int EEXIST = 17;
    private const int EINVAL = 22;
    private const int ENETDOWN = 100;

    private readonly Dictionary<string, LinkFact> _links = new(StringComparer.Ordinal);
    private readonly List<AddressFact> _addresses = [];
    private readonly SortedDictionary<uint, KernelNextHop> _nextHops = [];
    private readonly SortedDictionary<uint, KernelNextHopGroup> _groups = [];
    private readonly List<KernelRoute> _routes = [];
    private readonly List<KernelRule> _rules = [];
    private readonly Dictionary<string, string> _sysctls = new(StringComparer.Ordinal);

    /// <summary>Every operation that was carried out, in order.</summary>
    public List<KernelOperation> Journal { get; } = [];

    /// <summary>Called before each operation with its running number; what it throws comes out of <see cref="Apply"/>,
    /// as a crash of the program between two messages would.</summary>
    public Action<int>? BeforeOperation { get; set; }

    public EquatableArray<ForeignRoute> ForeignRoutes { get; set; } = [];

    public EquatableArray<KernelRule> ForeignRules { get; set; } = [];

    public List<(uint Mark, uint Mask)> Flushes { get; } = [];

    public KernelSnapshot Read(SnapshotRequest request) => new()
    {
        Links = [.. _links.Values.OrderBy(link => link.Index)],
        Addresses = [.. _addresses],
        NextHops = [.. _nextHops.Values],
        Groups = [.. _groups.Values],
        Routes = [.. _routes],
        Rules = [.. _rules],
        ForeignRoutes = ForeignRoutes,
        ForeignRules = ForeignRules,
        Nft = ReadNft(request.Elements),
        Sysctls = request.SysctlKeys.Where(_sysctls.ContainsKey)
            .ToImmutableDictionary(key => key, key => _sysctls[key], StringComparer.Ordinal),
    };

    public ApplyResult Apply(ReconcilePlan plan)
    {
        var failures = ImmutableArray.CreateBuilder<ApplyFailure>();
        foreach (var operation in plan.Operations)
        {
            BeforeOperation?.Invoke(Journal.Count);
            Journal.Add(operation);
            if (Execute(operation) is not { } refusal)
                continue;
            failures.Add(refusal);
            if (operation is KernelOperation.NftTransaction)
                break;
        }

        return failures.Count == 0 ? ApplyResult.Done : new ApplyResult(new(failures.ToImmutable()));
    }

    public void SetSysctl(string key, string value) => _sysctls[key] = value;

    public void SetAddresses(params AddressFact[] addresses)
    {
        _addresses.Clear();
        _addresses.AddRange(addresses);
    }

    public void SetLink(LinkFact link)
    {
        var had = _links.TryGetValue(link.Name, out var old) && old.Carrier;
        _links[link.Name] = link;
        if (had && !link.Carrier)
            LoseNextHopsOf(link.Name);
    }

    public void RemoveLink(string name)
    {
        LoseNextHopsOf(name);
        _links.Remove(name);
        _routes.RemoveAll(route => route.Interface == name);
    }

    private void LoseNextHopsOf(string name)
    {
        foreach (var id in _nextHops.Values.Where(hop => hop.Interface == name).Select(hop => hop.Id).ToArray())
            RemoveNextHop(id);
    }

    private ApplyFailure? Execute(KernelOperation operation) => operation switch
    {
        KernelOperation.PutNextHop put => Put(put),
        KernelOperation.PutGroup put => Put(put),
        KernelOperation.DeleteNextHop delete => RemoveNextHop(delete.Id) ? null : Refuse(delete, ENOENT, "no nexthop"),
        KernelOperation.PutRoute put => Put(put),
        KernelOperation.DeleteRoute delete => _routes.Remove(delete.Route) ? null : Refuse(delete, ESRCH, "no route"),
        KernelOperation.AddRule add => Add(add),
        KernelOperation.DeleteRule delete => _rules.Remove(delete.Rule) ? null : Refuse(delete, ENOENT, "no such rule"),
        KernelOperation.SetSysctl set => Set(set),
        KernelOperation.FlushPins flush => Flush(flush),
        _ => ExecuteNft(operation),
    };

    private ApplyFailure? Put(KernelOperation.PutNextHop put)
    {
        var hop = put.NextHop;
        if (!_links.TryGetValue(hop.Interface, out var link) || !link.Carrier)
            return Refuse(put, ENETDOWN, "Carrier for nexthop device is down");
        if (_groups.ContainsKey(hop.Id))
            return Refuse(put, EINVAL, "Can not replace a nexthop group with a nexthop");
        if (_nextHops.ContainsKey(hop.Id) && !put.Replace)
            return Refuse(put, EEXIST, "nexthop exists");
        _nextHops[hop.Id] = hop;
        return null;
    }

    private ApplyFailure? Put(KernelOperation.PutGroup put)
    {
        var group = put.Group;
        if (_nextHops.ContainsKey(group.Id))
            return Refuse(put, EINVAL, "Can not replace a nexthop with a nexthop group");
        if (group.Members.IsEmpty || group.Members.Any(member => !_nextHops.ContainsKey(member.Id)))
            return Refuse(put, EINVAL, "Invalid nexthop id");
        if (_groups.ContainsKey(group.Id) && !put.Replace)
            return Refuse(put, EEXIST, "nexthop exists");
        _groups[group.Id] = group;
        return null;
    }

    private bool RemoveNextHop(uint id)
    {
        if (_groups.Remove(id))
        {
            _routes.RemoveAll(route => route.NextHopId == id);
            return true;
        }

        if (!_nextHops.Remove(id))
            return false;
        foreach (var group in _groups.Values.Where(group => group.Members.Any(member => member.Id == id)).ToArray())
        {
            _groups[group.Id] = group with { Members = [.. group.Members.Where(member => member.Id != id)] };
            if (_groups[group.Id].Members.IsEmpty)
                RemoveNextHop(group.Id);
        }

        return true;
    }

    private ApplyFailure? Put(KernelOperation.PutRoute put)
    {
        var route = put.Route;
        if (route.NextHopId is { } id && !_groups.ContainsKey(id))
            return Refuse(put, EINVAL, "Nexthop id does not exist");
        var at = _routes.FindIndex(old =>
            (old.Table, old.Destination, old.Metric) == (route.Table, route.Destination, route.Metric));
        if (at >= 0 && !put.Replace)
            return Refuse(put, EEXIST, "route exists");
        if (at >= 0)
            _routes[at] = route;
        else
            _routes.Add(route);
        return null;
    }

    private ApplyFailure? Add(KernelOperation.AddRule add)
    {
        if (!_rules.Contains(add.Rule))
            _rules.Add(add.Rule);
        return null;
    }

    /// <summary>The switch of a family rewrites the same switch of every interface.</summary>
    private ApplyFailure? Set(KernelOperation.SetSysctl set)
    {
        if (!_sysctls.ContainsKey(set.Key))
            return Refuse(set, ENOENT, "no such sysctl");
        _sysctls[set.Key] = set.Value;
        if (set.Key != "net/ipv4/ip_forward")
            return null;
        foreach (var key in _sysctls.Keys.Where(key => key.StartsWith("net/ipv4/conf/", StringComparison.Ordinal)
            && key.EndsWith("/forwarding", StringComparison.Ordinal)).ToArray())
            _sysctls[key] = set.Value;
        return null;
    }

    private ApplyFailure? Flush(KernelOperation.FlushPins flush)
    {
        if (flush.Mask == 0)
            return Refuse(flush, EPERM, "a flush without a mask would empty the whole table");
        Flushes.Add((flush.Mark, flush.Mask));
        return null;
    }

    private static ApplyFailure Refuse(KernelOperation operation, int errno, string message) =>
        new(operation, errno, message);
}
