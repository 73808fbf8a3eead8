using System.Collections.Immutable;

namespace DualWan.Core.Config;

/// <summary>Fills a <see cref="RouterConfig"/> in order and gives out the ids.</summary>
internal sealed class RouterConfigBuilder
{
    private readonly ImmutableArray<Entry<Uplink>>.Builder _uplinks = ImmutableArray.CreateBuilder<Entry<Uplink>>();
    private readonly ImmutableArray<Entry<UplinkMonitor>>.Builder _monitors =
        ImmutableArray.CreateBuilder<Entry<UplinkMonitor>>();

    private readonly ImmutableArray<Entry<InterfaceListMember>>.Builder _members =
        ImmutableArray.CreateBuilder<Entry<InterfaceListMember>>();

    private readonly ImmutableArray<Entry<RoutingTable>>.Builder _tables =
        ImmutableArray.CreateBuilder<Entry<RoutingTable>>();

    private readonly ImmutableArray<Entry<Route>>.Builder _routes = ImmutableArray.CreateBuilder<Entry<Route>>();
    private readonly ImmutableArray<Entry<RoutingRule>>.Builder _rules =
        ImmutableArray.CreateBuilder<Entry<RoutingRule>>();

    private readonly ImmutableArray<Entry<AddressListEntry>>.Builder _lists =
        ImmutableArray.CreateBuilder<Entry<AddressListEntry>>();

    private readonly ImmutableArray<Entry<MangleRule>>.Builder _mangle =
        ImmutableArray.CreateBuilder<Entry<MangleRule>>();

    private readonly ImmutableArray<Entry<NatRule>>.Builder _nat = ImmutableArray.CreateBuilder<Entry<NatRule>>();
    private readonly ImmutableArray<Entry<FilterRule>>.Builder _filter =
        ImmutableArray.CreateBuilder<Entry<FilterRule>>();

    private uint _nextId = 1;

    public DualWanSettings Settings { get; set; } = new();

    public void Add(Uplink value, Origin origin, string? comment = null) => Add(_uplinks, value, origin, comment);

    public void Add(UplinkMonitor value, Origin origin, string? comment = null) =>
        Add(_monitors, value, origin, comment);

    public void Add(InterfaceListMember value, Origin origin, string? comment = null) =>
        Add(_members, value, origin, comment);

    public void Add(RoutingTable value, Origin origin, string? comment = null) => Add(_tables, value, origin, comment);

    public void Add(Route value, Origin origin, string? comment = null) => Add(_routes, value, origin, comment);

    public void Add(RoutingRule value, Origin origin, string? comment = null) => Add(_rules, value, origin, comment);

    public void Add(AddressListEntry value, Origin origin, string? comment = null) =>
        Add(_lists, value, origin, comment);

    public void Add(MangleRule value, Origin origin, string? comment = null) => Add(_mangle, value, origin, comment);

    public void Add(NatRule value, Origin origin, string? comment = null) => Add(_nat, value, origin, comment);

    public void Add(FilterRule value, Origin origin, string? comment = null) => Add(_filter, value, origin, comment);

    public RouterConfig Build() => new()
    {
        Uplinks = new(_uplinks.ToImmutable()),
        Monitors = new(_monitors.ToImmutable()),
        Settings = Settings,
        InterfaceListMembers = new(_members.ToImmutable()),
        Tables = new(_tables.ToImmutable()),
        Routes = new(_routes.ToImmutable()),
        Rules = new(_rules.ToImmutable()),
        AddressLists = new(_lists.ToImmutable()),
        Mangle = new(_mangle.ToImmutable()),
        Nat = new(_nat.ToImmutable()),
        Filter = new(_filter.ToImmutable()),
    };

    private void Add<T>(ImmutableArray<Entry<T>>.Builder menu, T value, Origin origin, string? comment)
        where T : notnull =>
        menu.Add(new Entry<T>(new EntryId(_nextId++), value, origin, Comment: comment));
}
