namespace DualWan.Core.Config;

/// <summary>How the router's own traffic is routed: by table 7700, or by the rules like everybody's.</summary>
internal enum RouterTraffic
{
    Follow,
    Balance,
}
