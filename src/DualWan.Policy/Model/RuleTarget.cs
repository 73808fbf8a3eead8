using DualWan.Core;

namespace DualWan.Policy.Model;

/// <summary>Where a rule sends what it matches: a closed union.</summary>
internal abstract record RuleTarget
{
    private RuleTarget()
    {
    }

    /// <summary><c>uplink: none</c>: refused with an ICMP answer.</summary>
    internal sealed record None : RuleTarget
    {
        public static None Instance { get; } = new();
    }

    /// <summary><c>uplink: isp1</c> or <c>uplink: [isp1, isp2]</c>, in order of preference; at least one.</summary>
    internal sealed record Uplinks(EquatableArray<Located<string>> Names) : RuleTarget;
}
