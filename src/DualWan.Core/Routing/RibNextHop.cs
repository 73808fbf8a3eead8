using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Core.Routing;

/// <summary>
/// A nexthop object (CG-09): what many routes may share. In v7 one per gateway, scope limit and check; in v6 one per
/// gateway, whose check and least target-scope rule for all (SC-05).
/// </summary>
internal sealed class RibNextHop(int index, Gateway gateway, IpFamily family, int targetScope, GatewayCheck check)
{
    public int Index { get; } = index;

    public Gateway Gateway { get; } = gateway;

    /// <summary>The family of the routes that use it; only a learned hop depends on it.</summary>
    public IpFamily Family { get; } = family;

    public int TargetScope { get; set; } = targetScope;

    public GatewayCheck Check { get; set; } = check;
}
