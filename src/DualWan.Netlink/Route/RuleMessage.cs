using DualWan.Core.Net;
using static DualWan.Netlink.Interop.FibRuleConstants;
using static DualWan.Netlink.Interop.RtnetlinkConstants;

namespace DualWan.Netlink.Route;

/// <summary>A routing rule of IPv4 or IPv6 (RTM_NEWRULE).</summary>
internal sealed partial record RuleMessage : RtnetlinkMessage
{
    public required IpFamily Family { get; init; }

    /// <summary>Lower is asked first; the three of every kernel have 0, 32766 and 32767.</summary>
    public uint Priority { get; init; }

    public RuleAction Action { get; init; } = RuleAction.ToTable;

    /// <summary>0 where the action is no table or the device's VRF decides.</summary>
    public uint Table { get; init; }

    /// <summary>RTPROT_*: who put it there; 0 where unknown.</summary>
    public byte Protocol { get; init; }

    public IpPrefix? Source { get; init; }

    public IpPrefix? Destination { get; init; }

    public byte TypeOfService { get; init; }

    /// <summary>Null: any mark. With <see cref="MarkMask"/>.</summary>
    public uint? Mark { get; init; }

    public uint MarkMask { get; init; } = uint.MaxValue;

    public string? InInterface { get; init; }

    public string? OutInterface { get; init; }

    /// <summary>A found route whose prefix is this short or shorter doesn't count; null: all count.</summary>
    public int? SuppressPrefixLength { get; init; }

    /// <summary>The same for the interface group of the route's device.</summary>
    public int? SuppressInterfaceGroup { get; init; }

    /// <summary>Priority of the rule to go on with, for <see cref="RuleAction.Goto"/>.</summary>
    public uint? GotoPriority { get; init; }

    /// <summary>Only packets of a VRF, and the table is the VRF's.</summary>
    public bool L3MasterDevice { get; init; }

    public UserIdRange? UserIds { get; init; }

    public byte? IpProtocol { get; init; }

    public PortRange? SourcePorts { get; init; }

    public PortRange? DestinationPorts { get; init; }

    /// <summary>FIB_RULE_*: inverted, detached (its interface does not exist), permanent.</summary>
    public uint Flags { get; init; }

    public bool IsInverted => (Flags & FIB_RULE_INVERT) != 0;

    public override ushort NewType => RTM_NEWRULE;
}
