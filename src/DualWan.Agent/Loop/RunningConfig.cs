using DualWan.Core.Config;
using DualWan.Core.Text;

namespace DualWan.Agent.Loop;

/// <summary>The config in force, with the text it was read from.</summary>
internal sealed record RunningConfig(RouterConfig Config, SourceText Source, DateTimeOffset Loaded);
