namespace DualWan.Agent.Setup;

/// <summary>What an interface is taken for.</summary>
internal enum BoxRole
{
    Uplink,
    Lan,

    /// <summary>Neither, or nothing to tell by.</summary>
    Other,
}
