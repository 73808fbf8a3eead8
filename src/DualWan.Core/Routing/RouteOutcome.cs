namespace DualWan.Core.Routing;

/// <summary>How a routing decision ends.</summary>
internal enum RouteOutcome
{
    Forward,

    /// <summary>The router itself is meant.</summary>
    Local,

    /// <summary>Discarded without a word.</summary>
    Blackhole,

    /// <summary>Discarded with ICMP "host unreachable" .</summary>
    Unreachable,

    /// <summary>Discarded with ICMP "administratively prohibited" .</summary>
    Prohibit,
}
