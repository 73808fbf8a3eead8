using DualWan.Core.Config;

namespace DualWan.Core;

/// <summary>Something that is not as the config wants it, in the user's words; shown by status, plan and
/// doctor.</summary>
/// <param name="Code">Stable, for scripts: <c>no-gateway</c>, <c>ipv6-bypass</c>, ...</param>
/// <param name="Text">What is the matter, one sentence without a full stop.</param>
/// <param name="Cure">What to do about it, or null.</param>
/// <param name="Uplink">The uplink it concerns, or null.</param>
/// <param name="Origin">The config entry it comes from, or null.</param>
internal sealed record Problem(
    string Code, string Text, string? Cure = null, string? Uplink = null, Origin? Origin = null);
