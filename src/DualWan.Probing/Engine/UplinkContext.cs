using DualWan.Core.Net;
using DualWan.Probing.Sockets;

namespace DualWan.Probing.Engine;

/// <summary>What the probers of one uplink share.</summary>
internal sealed class UplinkContext(
    ProbeLoop loop, RouteProof proof, UplinkProbes uplink, ProbeEngineOptions options, Action<ProbeResult> report)
{
    public ProbeEngineOptions Options => options;

    public ProbeLoop Loop => loop;

    public UplinkProbes Uplink => uplink;

    public ProbeBinding Binding => uplink.Binding;

    /// <summary>Whether a probe to the target would leave by the uplink's gateway, as the kernel sees it now.</summary>
    public ProbeReason Prove(int interfaceIndex, IpAddress target, out int error) =>
        proof.Check(Binding, interfaceIndex, target, out error);

    public void Report(in ProbeResult result) => report(result);

    /// <summary>The gateway that this uplink's probes ask: IPv4 before IPv6.</summary>
    public IpAddress? Gateway => Binding.IPv4?.Gateway ?? Binding.IPv6?.Gateway;

    /// <summary>What forbids a probe to this target before any socket is asked.</summary>
    public ProbeReason Permit(IpAddress target, RoutedFamilies routed)
    {
        if (Binding[target.Family] is not { } address)
            return ProbeReason.NoAddress;
        var family = target.Family == IpFamily.IPv4 ? RoutedFamilies.IPv4 : RoutedFamilies.IPv6;
        return target == address.Gateway || (routed & family) != 0 ? ProbeReason.None : ProbeReason.NoRoute;
    }
}
