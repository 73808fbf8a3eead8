using DualWan.Core;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Text;

namespace DualWan.Policy.Model;

/// <summary>One entry of <c>rules</c>.</summary>
/// <param name="Number">Its place in the list, from 1: the user's name for it.</param>
/// <param name="Location">Where it begins.</param>
internal sealed record PolicyRule(int Number, TextLocation Location)
{
    /// <summary>There are keys that match something; their values may have been refused.</summary>
    public bool HasMatcherKeys { get; init; }

    /// <summary>The key is there; its value may have been refused.</summary>
    public bool HasTargetKey { get; init; }

    public Located<Negatable<IpRange>>? SrcAddress { get; init; }

    public Located<Negatable<IpRange>>? DstAddress { get; init; }

    public Located<Negatable<string>>? SrcAddressList { get; init; }

    public Located<Negatable<string>>? DstAddressList { get; init; }

    public Located<Negatable<byte>>? Protocol { get; init; }

    public Located<Negatable<EquatableArray<PortRange>>>? SrcPort { get; init; }

    public Located<Negatable<EquatableArray<PortRange>>>? DstPort { get; init; }

    public Located<Negatable<EquatableArray<PortRange>>>? Port { get; init; }

    public Located<Negatable<string>>? InInterface { get; init; }

    public Located<Negatable<byte>>? Dscp { get; init; }

    public Located<RuleTarget>? Target { get; init; }

    /// <summary><c>failover: no</c> is false.</summary>
    public Located<bool>? Failover { get; init; }

    public Located<OnFailover>? OnFailover { get; init; }

    public Located<string>? Comment { get; init; }

    public string Name => $"rule {Number}";

    public bool MayFailOver => Failover?.Value ?? true;

    /// <summary>What the rule matches, without what every rule matches (new connections from inside).</summary>
    public FirewallMatch Match => new()
    {
        SrcAddress = SrcAddress?.Value,
        DstAddress = DstAddress?.Value,
        SrcAddressList = SrcAddressList?.Value,
        DstAddressList = DstAddressList?.Value,
        Protocol = Protocol?.Value,
        SrcPort = SrcPort?.Value,
        DstPort = DstPort?.Value,
        Port = Port?.Value,
        InInterface = InInterface?.Value,
        Dscp = Dscp?.Value,
    };
}
