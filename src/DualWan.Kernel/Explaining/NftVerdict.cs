namespace DualWan.Kernel.Explaining;

/// <summary>What an expression or a rule says of the packet; the values are the kernel's
/// (include/uapi/linux/netfilter/nf_tables.h).</summary>
internal enum NftVerdict
{
    Drop = 0,
    Accept = 1,
    Continue = -1,

    /// <summary>The rule does not match.</summary>
    Break = -2,
    Jump = -3,
    Goto = -4,
    Return = -5,

    /// <summary>Refused with an answer; ours, the kernel's is a drop.</summary>
    Reject = -100,

    /// <summary>An expression this machine can't work out; ours.</summary>
    Unknown = -101,
}
