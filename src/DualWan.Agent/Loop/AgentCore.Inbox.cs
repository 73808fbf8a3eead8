using System.Threading.Channels;
using DualWan.Agent.Hosting;
using DualWan.Core.Reconciliation;

namespace DualWan.Agent.Loop;

/// <content>What comes in from other threads: kernel events folded into one message, and the tasks that
/// listen.</content>
internal sealed partial class AgentCore
{
    private static readonly TimeSpan ListenAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>A task of the background that fails is logged and begun again, with everything read anew: an agent that
    /// is deaf to the kernel would look well.</summary>
    private async Task KeepAsync(string what, Func<CancellationToken, Task> run, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await run(cancellation).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever it was, the next try is the cure, and the log tells.
            catch (Exception e)
#pragma warning restore CA1031
            {
                AgentLog.LoopDefect(_log, what, e);
            }

            await Task.Delay(ListenAgainAfter, _services.Time, cancellation).ConfigureAwait(false);
            Post(new LoopMessage.KernelChanged(true));
        }
    }

    /// <summary>Waits where the inbox is full: whoever posts is slower then, and nothing is lost. After the end of the
    /// loop there is nobody to tell.</summary>
    private void Post(LoopMessage message)
    {
        if (_inbox.Writer.TryWrite(message))
            return;
        try
        {
            _inbox.Writer.WriteAsync(message).AsTask().GetAwaiter().GetResult();
        }
        catch (ChannelClosedException)
        {
            // The loop has ended.
        }
    }

    /// <summary>Folds kernel events into one pending message: an event says that something changed, a snapshot says
    /// what.</summary>
    private async Task PumpKernelEventsAsync(CancellationToken cancellation)
    {
        await foreach (var happened in _kernelEvents.Events.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            var lost = happened is KernelEvent.Overrun;
            if (!lost && !Matters(happened))
                continue;
            if (Interlocked.Exchange(ref _kernelPending, 1) == 0 || lost)
                Post(new LoopMessage.KernelChanged(lost));
        }
    }

    /// <summary>What another process does to its own tables or rules is none of our business.</summary>
    private static bool Matters(KernelEvent happened) => happened switch
    {
        { Ours: true } => false,
        KernelEvent.RouteChanged route => route.ProgramRoute || route.IsDefault
            || route.Table == KernelNumbers.MainTable,
        KernelEvent.RuleChanged rule => rule.ProgramRule,
        KernelEvent.NextHopChanged hop => hop.ProgramNextHop,
        KernelEvent.NftChanged nft => nft.ProgramTable,
        _ => true,
    };
}
