using DualWan.Core.Net;

namespace DualWan.Core.Config;

/// <summary>The matchers that mangle, nat and filter share (section 5.3 of the behaviours). All that are given must
/// match.</summary>
internal sealed record FirewallMatch
{
    public static FirewallMatch Any { get; } = new();

    public Negatable<IpRange>? SrcAddress { get; init; }

    public Negatable<IpRange>? DstAddress { get; init; }

    public Negatable<string>? SrcAddressList { get; init; }

    public Negatable<string>? DstAddressList { get; init; }

    public Negatable<AddressTypes>? SrcAddressType { get; init; }

    public Negatable<AddressTypes>? DstAddressType { get; init; }

    public Negatable<string>? InInterface { get; init; }

    public Negatable<string>? OutInterface { get; init; }

    public Negatable<string>? InInterfaceList { get; init; }

    public Negatable<string>? OutInterfaceList { get; init; }

    /// <summary>The protocol number (6 tcp, 17 udp, ...).</summary>
    public Negatable<byte>? Protocol { get; init; }

    public Negatable<EquatableArray<PortRange>>? SrcPort { get; init; }

    public Negatable<EquatableArray<PortRange>>? DstPort { get; init; }

    /// <summary>Either side (MM-06).</summary>
    public Negatable<EquatableArray<PortRange>>? Port { get; init; }

    public Negatable<byte>? Dscp { get; init; }

    public Negatable<ConnectionStates>? ConnectionState { get; init; }

    /// <summary>True: source translated, false: not, null: any (MM-09).</summary>
    public bool? SrcNatted { get; init; }

    /// <summary>True: destination translated, false: not, null: any (MM-09).</summary>
    public bool? DstNatted { get; init; }

    /// <summary>A connection mark's name; "no-mark" for none (MM-08).</summary>
    public Negatable<string>? ConnectionMark { get; init; }

    public Negatable<string>? RoutingMark { get; init; }

    public Negatable<PerConnectionClassifier>? PerConnectionClassifier { get; init; }

    public Nth? Nth { get; init; }

    /// <summary>Per cent, 1 to 99 (NT-06).</summary>
    public byte? Random { get; init; }
}
