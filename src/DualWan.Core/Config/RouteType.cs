namespace DualWan.Core.Config;

/// <summary>R-35, R-36.</summary>
internal enum RouteType
{
    Unicast,
    Blackhole,
    Unreachable,
    Prohibit,
}
