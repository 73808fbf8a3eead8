using DualWan.Agent.Control;
using DualWan.Core.Compilation;

namespace DualWan.Agent.Loop;

/// <summary>Says what the kernel would do with a packet, from the kernel's own rules and tables.</summary>
internal interface IExplainer
{
    /// <param name="prepared">The config in force: only to name the origin of what the kernel has.</param>
    Task<ExplainReport> ExplainAsync(ExplainQuery query, PreparedConfig prepared, CancellationToken cancellation);
}
