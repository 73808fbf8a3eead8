namespace DualWan.Agent.Doctor;

/// <summary>What the kernel can do, as far as it could be tried.</summary>
/// <param name="Rights">False: nothing could be tried, because the caller lacks CAP_NET_ADMIN.</param>
/// <param name="LibraryError">Why libnftables can't be used, or null.</param>
/// <param name="MissingExpressions">Names of what the classifier needs and nf_tables refused; null where not
/// tried.</param>
internal sealed record KernelFeatures(bool Rights, string? LibraryError, IReadOnlyList<string>? MissingExpressions);
