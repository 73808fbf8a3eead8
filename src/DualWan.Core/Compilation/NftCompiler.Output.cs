using DualWan.Core.Config;
using DualWan.Core.Reconciliation;

namespace DualWan.Core.Compilation;

/// <summary>What the router itself sends.</summary>
internal sealed partial class NftCompiler
{
    /// <summary>A packet that has a mark already is somebody's own affair: our probes, wg-quick, Tailscale (kernel.md
    /// row 23).</summary>
    private void AddOutput()
    {
        var chain = new NftChainBuilder("output", new NftHook("route", "output", ManglePriority));
        chain.RuleIf(UnsteeredGuard is not null, UnsteeredGuard!);
        chain.Rule("meta mark != 0 return");
        if (context.Settings.Pins)
        {
            chain.RuleIfAny([.. InwardPins()], $"ct direction reply {CtMark()} vmap");
            chain.RuleIfAny([.. OutwardPins()], $"ct direction original {CtMark()} vmap");
        }

        chain.RuleIf(context.Settings.Router == RouterTraffic.Balance, $"ct state new goto {NftNames.ClassifyOutput}");
        Add(chain);
    }
}
