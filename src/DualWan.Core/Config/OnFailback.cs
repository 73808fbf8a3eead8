namespace DualWan.Core.Config;

/// <summary>What becomes of connections that moved to a backup, once their own uplink is back.</summary>
internal enum OnFailback
{
    Keep,
    Drain,
    Reset,
}
