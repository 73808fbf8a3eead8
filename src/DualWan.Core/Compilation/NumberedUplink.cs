using DualWan.Core.Config;
using DualWan.Core.Reconciliation;

namespace DualWan.Core.Compilation;

/// <summary>An uplink with its number and what is known of it; <paramref name="Link"/> is null while the interface does
/// not exist.</summary>
internal sealed record NumberedUplink(int Number, Uplink Config, UplinkObservation? Observed, LinkFact? Link)
{
    public string Interface => Config.Interface;

    public string Name => Config.Name;
}
