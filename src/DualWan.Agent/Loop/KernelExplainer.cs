using DualWan.Agent.Control;
using DualWan.Core.Compilation;

namespace DualWan.Agent.Loop;

/// <summary>Says what the kernel would do with a packet, from the kernel's own rules and tables.</summary>
internal sealed class KernelExplainer : IExplainer
{
    public Task<ExplainReport> ExplainAsync(ExplainQuery query, PreparedConfig prepared, CancellationToken cancellation) =>
        throw new CommandException(ExitCode.Refused, "explain is not wired yet");
}
