namespace DualWan.Core.Reconciliation;

/// <summary>The values are FR_ACT_* of include/uapi/linux/fib_rules.h.</summary>
internal enum KernelRuleAction : byte
{
    Lookup = 1,
    Goto = 2,
    Blackhole = 6,
    Unreachable = 7,
    Prohibit = 8,
}
