using DualWan.Core.Config;

namespace DualWan.Core.Failover;

/// <summary>What may become of the connections of a dead uplink, taken over the settings and all rules.</summary>
/// <param name="AnyReset">Some connections are to be reset: arm, list receivers, poke them.</param>
/// <param name="AnyFlush">Some are to be forgotten.</param>
/// <param name="AnyKeep">Some stay: they hold strict pins, which a flush then spares.</param>
internal sealed record ConnectionPolicy(bool AnyReset, bool AnyFlush, bool AnyKeep)
{
    public static ConnectionPolicy Of(RouterConfig config)
    {
        var wanted = config.Mangle.Where(rule => !rule.Disabled).Select(rule => rule.Value.OnFailover)
            .OfType<OnFailover>().Append(config.Settings.OnFailover).ToHashSet();
        return new(
            wanted.Contains(OnFailover.Reset),
            wanted.Contains(OnFailover.Reset) || wanted.Contains(OnFailover.Move),
            wanted.Contains(OnFailover.Keep));
    }
}
