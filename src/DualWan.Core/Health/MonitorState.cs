namespace DualWan.Core.Health;

/// <summary>The state of one monitor: a dead monitor on a line that is up is the monitor's fault (report 7).</summary>
internal enum MonitorState
{
    Unknown,
    Up,
    Down,
}
