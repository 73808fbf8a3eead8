using DualWan.Probing;

namespace DualWan.Agent.Loop;

/// <summary>What the loop reads from its one channel: a closed union.</summary>
internal abstract record LoopMessage
{
    private LoopMessage()
    {
    }

    /// <summary>Something changed in the kernel; a snapshot will say what.</summary>
    /// <param name="Lost">Events were lost: read everything, elements too.</param>
    internal sealed record KernelChanged(bool Lost) : LoopMessage;

    internal sealed record Probed(ProbeResult Result) : LoopMessage;

    /// <summary>The timer that the loop set itself.</summary>
    internal sealed record Tick : LoopMessage
    {
        public static Tick Instance { get; } = new();
    }

    /// <summary>A request from outside, run by the loop.</summary>
    internal sealed record Request(Action Run) : LoopMessage;
}
