using DualWan.Agent.Control;

namespace DualWan.Agent.Hosting;

/// <summary>The agent's core as its host sees it: the loop, and the door to it.</summary>
internal interface IAgentCore : IAgentControl, IDisposable
{
    /// <summary>
    /// Applies the config and runs until <paramref name="stopping"/>; says READY to the notifier itself, after the
    /// first apply. Leaves the kernel as it is when it stops. A <see cref="CommandException"/> where it can't begin.
    /// </summary>
    Task RunAsync(CancellationToken stopping);
}
