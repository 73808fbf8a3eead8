using DualWan.Core.Config;

namespace DualWan.Policy.Lowering;

/// <summary>
/// /ip firewall filter for <c>firewall: router</c>: the baseline of RouterOS's own default configuration (FW-03), with
/// "from an uplink" where it says "not from the LAN", so that containers and VPNs on the box are inside.
/// </summary>
internal sealed class FilterLowering
{
    private const byte Icmp = 1;
    private const byte Udp = 17;
    private const byte IcmpV6 = 58;

    /// <summary>Where a DHCP client listens: RFC 2131 and RFC 8415. An answer need not belong to a known
    /// connection.</summary>
    private const ushort DhcpClient = 68;
    private const ushort Dhcp6Client = 546;

    private readonly RouterConfigBuilder _builder;
    private readonly Origin _origin;

    private FilterLowering(RouterConfigBuilder builder, Origin origin)
    {
        _builder = builder;
        _origin = origin;
    }

    public static void Lower(LoweringPlan plan, RouterConfigBuilder builder)
    {
        if (SettingsLowering.Firewall(plan) != FirewallProfile.Router)
            return;
        var origin = new Origin("firewall", plan.Policy.Firewall?.Location);
        var lowering = new FilterLowering(builder, origin);
        lowering.AddInput();
        lowering.AddForward(plan);
    }

    private void AddInput()
    {
        Accept(new FirewallMatch { ConnectionState = Known });
        Drop("input", new FirewallMatch { ConnectionState = new(ConnectionStates.Invalid) });
        Accept(new FirewallMatch { Protocol = new(Icmp) });
        Accept(new FirewallMatch { Protocol = new(IcmpV6) });
        foreach (var port in new[] { DhcpClient, Dhcp6Client })
            Accept(new FirewallMatch { Protocol = new(Udp), DstPort = new([new PortRange(port, port)]) });
        Drop("input", NewFromWan);
    }

    private void AddForward(LoweringPlan plan)
    {
        foreach (var uplink in plan.Uplinks.Where(static uplink => uplink.Value.Nat is not UplinkNat.None))
        {
            Drop("forward", new FirewallMatch
            {
                ConnectionState = new(ConnectionStates.Invalid),
                OutInterface = new(uplink.Value.Interface),
            });
        }

        Drop("forward", NewFromWan with { DstNatted = false });
    }

    private static Negatable<ConnectionStates> Known =>
        new(ConnectionStates.Established | ConnectionStates.Related | ConnectionStates.Untracked);

    private static FirewallMatch NewFromWan => new()
    {
        InInterfaceList = new(InterfaceListMember.Wan),
        ConnectionState = new(ConnectionStates.New),
    };

    private void Accept(FirewallMatch match) => Add("input", match, new FilterAction.Accept());

    private void Drop(string chain, FirewallMatch match) => Add(chain, match, new FilterAction.Drop());

    private void Add(string chain, FirewallMatch match, FilterAction action) =>
        _builder.Add(new FilterRule { Chain = chain, Match = match, Action = action }, _origin);
}
