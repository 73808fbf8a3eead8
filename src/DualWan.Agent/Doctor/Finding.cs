namespace DualWan.Agent.Doctor;

/// <summary>One place where a check found something.</summary>
/// <param name="Detail">Names the thing: an interface, a route, a file.</param>
/// <param name="Cure">Where the check's own cure needs a name filled in; else null.</param>
internal sealed record Finding(string Detail, string? Cure = null, string? Uplink = null);
