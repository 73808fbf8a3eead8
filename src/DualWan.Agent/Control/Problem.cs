namespace DualWan.Agent.Control;

/// <summary>One thing that a person should know or do something about.</summary>
/// <param name="Code">Stable, kebab-case: <c>reject-default-in-main</c>.</param>
/// <param name="Title">One line in plain words.</param>
/// <param name="Text">What it means for this box, or null where the title says it.</param>
/// <param name="Cure">What to do or to type, or null.</param>
/// <param name="Uplink">The uplink it concerns, or null.</param>
/// <param name="Origin">The place in the config that it comes from, or null.</param>
internal sealed record Problem(
    string Code, Severity Severity, string Title, string? Text = null, string? Cure = null, string? Uplink = null,
    string? Origin = null);
