using DualWan.Core.Config;
using DualWan.Core.Text;

namespace DualWan.Agent.Hosting;

/// <summary>What reading a config gave.</summary>
/// <param name="Config">Null where there is any error.</param>
/// <param name="Diagnostics">In the order of the text.</param>
internal sealed record LoadedConfig(RouterConfig? Config, IReadOnlyList<Diagnostic> Diagnostics);
