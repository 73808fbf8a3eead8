using DualWan.Agent.Control;
using DualWan.Core;
using DualWan.Core.Reconciliation;
using DualWan.Kernel.Sysctls;
using DualWan.Probing;

namespace DualWan.Agent.Loop;

/// <summary>The world as the loop sees it: two seams to the kernel, one to conntrack, one to the probes.</summary>
/// <param name="CountByMark">Connections by the bits of <c>MarkLayout.Mask</c>, from any thread; null where they can't
/// be counted.</param>
/// <param name="ReadCounters">The named counters of our table.</param>
/// <param name="Sysctls">Old values that the disk would not take.</param>
/// <param name="Owned">What the core closes when it is disposed of: the sockets behind all this.</param>
internal sealed record AgentParts(
    IKernel Kernel,
    IKernelEvents Events,
    IConnections Connections,
    Func<Action<ProbeResult>, IProbeEngine> Probes,
    Func<IReadOnlyDictionary<uint, int>?> CountByMark,
    Func<EquatableArray<NftCounterFact>> ReadCounters,
    IExplainer Explain,
    SysctlKeeper Sysctls,
    EquatableArray<IDisposable> Owned);
