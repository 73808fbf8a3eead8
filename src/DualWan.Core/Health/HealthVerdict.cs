namespace DualWan.Core.Health;

/// <summary>What the rounds say of an uplink.</summary>
internal enum HealthVerdict
{
    /// <summary>Before the first verdict. Never treated as down (report 6).</summary>
    Unknown,
    Up,
    Down,
}
