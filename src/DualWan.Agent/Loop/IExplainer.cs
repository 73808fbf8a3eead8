using DualWan.Agent.Control;

namespace DualWan.Agent.Loop;

/// <summary>Says what the kernel would do with a packet, from the kernel's own rules and tables.</summary>
internal interface IExplainer
{
    /// <param name="context">Only to name the origin of what the kernel has.</param>
    Task<ExplainReport> ExplainAsync(ExplainQuery query, ExplainContext context, CancellationToken cancellation);
}
