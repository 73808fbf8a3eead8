using DualWan.Core.Net;

namespace DualWan.Core.Config;

/// <summary>What a nat rule does: a closed union (N-02).</summary>
internal abstract record NatAction
{
    private NatAction()
    {
    }

    internal sealed record Accept : NatAction;

    internal sealed record Masquerade : NatAction;

    internal sealed record SrcNat(IpRange To) : NatAction;

    internal sealed record DstNat(IpRange To, PortRange? Ports) : NatAction;
}
