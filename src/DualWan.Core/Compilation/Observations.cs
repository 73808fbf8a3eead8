using System.Collections.Immutable;
using DualWan.Core.Reconciliation;

namespace DualWan.Core.Compilation;

/// <summary>The facts of the box that the compiler looks at.</summary>
internal sealed record Observations
{
    public EquatableArray<LinkFact> Links { get; init; } = [];

    public EquatableArray<AddressFact> Addresses { get; init; } = [];

    public EquatableArray<ForeignRoute> ForeignRoutes { get; init; } = [];

    public EquatableArray<UplinkObservation> Uplinks { get; init; } = [];

    /// <summary>The values of <see cref="SysctlCompiler.KeysFor"/>.</summary>
    public ImmutableDictionary<string, string> Sysctls { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What a read of the kernel and the uplinks' own view give the compiler.</summary>
    public static Observations Of(KernelSnapshot snapshot, EquatableArray<UplinkObservation> uplinks) => new()
    {
        Links = snapshot.Links,
        Addresses = snapshot.Addresses,
        ForeignRoutes = snapshot.ForeignRoutes,
        Sysctls = snapshot.Sysctls,
        Uplinks = uplinks,
    };

    public LinkFact? Link(string name)
    {
        foreach (var link in Links)
        {
            if (link.Name == name)
                return link;
        }

        return null;
    }

    public UplinkObservation? Uplink(string name)
    {
        foreach (var uplink in Uplinks)
        {
            if (uplink.Name == name)
                return uplink;
        }

        return null;
    }

    /// <summary>The usable addresses of an interface, in the kernel's order.</summary>
    public IEnumerable<AddressFact> AddressesOf(string name) =>
        Link(name) is { } link
            ? Addresses.Where(address => address.LinkIndex == link.Index && address.Usable)
            : [];
}
