namespace DualWan.Core.Config;

/// <summary>PR-06 to PR-08.</summary>
internal enum RoutingRuleAction
{
    Lookup,
    LookupOnlyInTable,
    Drop,
    Unreachable,
}
