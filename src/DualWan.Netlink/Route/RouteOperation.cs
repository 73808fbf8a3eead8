namespace DualWan.Netlink.Route;

/// <summary>What a request does with its object; the NLM_F_* modifiers of `ip`'s verbs.</summary>
internal enum RouteOperation
{
    /// <summary>EEXIST where it is there already (NLM_F_CREATE | NLM_F_EXCL). The only way to add a rule: without
    /// EXCL the kernel makes duplicates.</summary>
    Add,

    /// <summary>Create, or put in the place of the one with the same key (NLM_F_CREATE | NLM_F_REPLACE).</summary>
    Replace,

    /// <summary>Change what exists, ENOENT otherwise (NLM_F_REPLACE).</summary>
    Change,

    /// <summary>Behind those with the same key (NLM_F_CREATE | NLM_F_APPEND).</summary>
    Append,

    /// <summary>ESRCH or ENOENT where it is not there.</summary>
    Delete,
}
