using DualWan.Core.Reconciliation;
using DualWan.Netlink.Netfilter;

namespace DualWan.Kernel.Monitoring;

/// <summary>
/// Folds the notifications of one transaction into one event. The generation that closes it names the thread that
/// committed: one of ours means that it was our own work, libnftables' too.
/// </summary>
internal sealed class NftTransactionEvents
{
    private bool _any;
    private bool _ours;
    private bool _removed;

    /// <summary>Null until the transaction ends.</summary>
    public KernelEvent? Take(NftNotification notification)
    {
        switch (notification.Kind)
        {
            case NftObjectKind.Overrun:
                Clear();
                return new KernelEvent.Overrun();
            case NftObjectKind.Generation:
                return Close(notification.Generation);
            default:
                var isOurTable = notification is { Family: NftFamily.Inet, Table: KernelNumbers.NftTable };
                _any = true;
                _ours |= isOurTable;
                _removed |= isOurTable && notification.Removed;
                return null;
        }
    }

    private KernelEvent.NftChanged? Close(NftGeneration? generation)
    {
        var byUs = generation is not null && IsThreadOfOurs(generation.ProcessId);
        var changed = _any ? new KernelEvent.NftChanged(_ours, _removed) { Ours = byUs } : null;
        Clear();
        return changed;
    }

    private void Clear() => (_any, _ours, _removed) = (false, false, false);

    /// <summary>The kernel reports the thread's id (net/netfilter/nf_tables_api.c nf_tables_fill_gen_info).</summary>
    private static bool IsThreadOfOurs(uint thread) => Directory.Exists($"/proc/self/task/{thread}");
}
