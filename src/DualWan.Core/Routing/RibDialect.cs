namespace DualWan.Core.Routing;

/// <summary>Which RouterOS's selection rules hold where the two differ (R-04 and R-05, SC-05 to SC-07,
/// CG-09).</summary>
internal enum RibDialect
{
    V7,
    V6,
}
