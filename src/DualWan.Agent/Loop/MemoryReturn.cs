using System.Runtime;
using DualWan.Core.Config;

namespace DualWan.Agent.Loop;

/// <summary>
/// A list of 100,000 addresses passes through text, YAML, config, plan and netlink buffers on its way into the kernel:
/// hundreds of megabytes that the collector would keep for a next time that comes once a month. They go back to the
/// system at once.
/// </summary>
internal static class MemoryReturn
{
    /// <summary>Below it a config leaves little behind, and a collection would cost more than it gives.</summary>
    private const int ManyEntries = 1_000;

    /// <summary>To be called after a large config was applied; blocks for the tenths of a second that compacting
    /// takes.</summary>
    public static void After(RouterConfig config)
    {
        if (config.AddressLists.Count < ManyEntries)
            return;
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
