using DualWan.Core;
using DualWan.Core.Config;
using DualWan.Core.Text;

namespace DualWan.Policy.Model;

/// <summary>
/// What the user wrote in <c>dualwan.yaml</c>, checked, with its places. What is null was not written: defaults are
/// applied when the policy is lowered.
/// </summary>
internal sealed record PolicyDocument
{
    public EquatableArray<PolicyUplink> Uplinks { get; init; } = [];

    /// <summary>The inside interfaces; empty on a host without a LAN.</summary>
    public EquatableArray<Located<string>> Lan { get; init; } = [];

    public PolicyBalance Balance { get; init; } = new();

    public PolicyHealth Health { get; init; } = new();

    public EquatableArray<PolicyAddressList> AddressLists { get; init; } = [];

    public EquatableArray<PolicyRule> Rules { get; init; } = [];

    /// <summary>True: masquerade out of every uplink that says nothing else.</summary>
    public Located<bool>? Masquerade { get; init; }

    public Located<RouterTraffic>? Router { get; init; }

    public Located<IPv6Policy>? IPv6 { get; init; }

    public Located<FirewallProfile>? Firewall { get; init; }

    public Located<OnFailover>? OnFailover { get; init; }

    public Located<OnFailback>? OnFailback { get; init; }

    public Located<TimeSpan>? DrainAfter { get; init; }
}
