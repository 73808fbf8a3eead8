using DualWan.Core.Config;
using DualWan.Core.Reconciliation;

namespace DualWan.Agent.Doctor;

/// <summary>All that the checks look at, as data.</summary>
/// <param name="Kernel">Empty where it could not be read.</param>
/// <param name="Config">Null where there is none, or none without errors.</param>
internal sealed record DoctorInput(
    KernelSnapshot Kernel, IBoxReader Box, IReadOnlyList<ForeignChain> Chains, KernelFeatures Features,
    RouterConfig? Config, DateTimeOffset Now)
{
    /// <summary>The interfaces that are uplinks: those of the config, else those with a default route.</summary>
    public IReadOnlyList<string> UplinkInterfaces => Config is { } config
        ? [.. config.Uplinks.Where(static u => !u.Disabled).Select(static u => u.Value.Interface).Distinct()]
        : [.. Defaults().Select(static r => r.Interface!).Distinct()];

    /// <summary>The inside interfaces of the config.</summary>
    public IReadOnlyList<string> LanInterfaces => Config is { } config
        ? [.. config.InterfaceListMembers.Where(static m => !m.Disabled && m.Value.List == InterfaceListMember.Lan)
            .Select(static m => m.Value.Interface).Distinct()]
        : [];

    public LinkFact? Link(string name) => Kernel.Links.FirstOrDefault(l => l.Name == name);

    public IEnumerable<AddressFact> AddressesOf(string name) =>
        Link(name) is { } link ? Kernel.Addresses.Where(a => a.LinkIndex == link.Index) : [];

    /// <summary>Others' unicast defaults of the main table that name a device.</summary>
    public IEnumerable<ForeignRoute> Defaults() => Kernel.ForeignRoutes.Where(static r =>
        r.Table == KernelNumbers.MainTable && r.Destination.IsDefault && r.Type == KernelRouteType.Unicast
        && r.Interface is not null);

    /// <summary>A number from a file such as a sysctl's, or null.</summary>
    public long? Number(string path) => long.TryParse(Box.ReadText(path)?.Trim(), out var value) ? value : null;
}
