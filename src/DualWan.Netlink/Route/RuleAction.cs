namespace DualWan.Netlink.Route;

/// <summary>FR_ACT_*: what a rule does with what it matches (include/uapi/linux/fib_rules.h).</summary>
internal enum RuleAction : byte
{
    Unspecified = 0,

    /// <summary>Look into a table.</summary>
    ToTable = 1,

    Goto = 2,
    Nop = 3,
    Blackhole = 6,
    Unreachable = 7,
    Prohibit = 8,
}
