using System.Threading.Channels;

namespace DualWan.Core.Reconciliation;

/// <summary>The other half of the seam of state: what the kernel says by itself.</summary>
internal interface IKernelEvents
{
    /// <summary>Bounded; when nobody reads for long, what was missed comes as one
    /// <see cref="KernelEvent.Overrun"/>.</summary>
    ChannelReader<KernelEvent> Events { get; }
}
