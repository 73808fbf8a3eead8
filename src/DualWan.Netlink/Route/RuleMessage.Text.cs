using DualWan.Core.Net;

namespace DualWan.Netlink.Route;

/// <content>The text of <c>ip rule</c>.</content>
internal sealed partial record RuleMessage
{
    public override string ToString() => Words.Join(
        Family == IpFamily.IPv4 ? "rule" : "rule (IPv6)",
        $"{Priority}:",
        IsInverted ? "not" : null,
        Source is { } source ? $"from {source}" : "from all",
        Words.Of("to", Destination),
        Mark is { } mark ? $"fwmark 0x{mark:x}/0x{MarkMask:x}" : null,
        Words.Of("iif", InInterface),
        Words.Of("oif", OutInterface),
        UserIds is { } users ? $"uidrange {users.First}-{users.Last}" : null,
        Words.Of("ipproto", IpProtocol),
        SourcePorts is { } from ? $"sport {from.First}-{from.Last}" : null,
        DestinationPorts is { } to ? $"dport {to.First}-{to.Last}" : null,
        L3MasterDevice ? "l3mdev" : null,
        Verdict(),
        Words.Of("suppress_prefixlength", SuppressPrefixLength),
        Words.Unless0("proto", Protocol));

    private string? Verdict() => Action switch
    {
        RuleAction.ToTable => Words.Unless0("lookup", Table),
        RuleAction.Goto => $"goto {GotoPriority}",
        _ => Action.ToString().ToLowerInvariant(),
    };
}
