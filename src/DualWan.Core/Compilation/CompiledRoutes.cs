using DualWan.Core.Reconciliation;
using DualWan.Core.Routing;

namespace DualWan.Core.Compilation;

/// <summary>The routing half of a desired state.</summary>
internal sealed record CompiledRoutes(
    EquatableArray<KernelNextHop> NextHops,
    EquatableArray<KernelNextHopGroup> Groups,
    EquatableArray<KernelRoute> Routes,
    Rib Rib);
