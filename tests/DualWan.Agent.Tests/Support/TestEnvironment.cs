using DualWan.Agent.Commands;
using DualWan.Agent.Hosting;

namespace DualWan.Agent.Tests.Support;

/// <summary>What a test gives a verb instead of the process.</summary>
internal sealed record TestEnvironment
{
    public string Input { get; init; } = "";

    public bool Terminal { get; init; }

    public Func<AgentServices, IAgentCore>? CreateCore { get; init; }

    public Func<IKernelWork>? CreateKernelWork { get; init; }

    public Func<IBox>? CreateBox { get; init; }

    public CommandEnvironment ToEnvironment(TextWriter output, TextWriter error) => new()
    {
        Out = output,
        Error = error,
        In = new StringReader(Input),
        OutIsTerminal = Terminal,
        InIsTerminal = Terminal,
        Time = new UtcClock(),
        CreateCore = CreateCore ?? (static _ => throw new InvalidOperationException("no core in this test")),
        CreateBox = CreateBox ?? (static () => throw new InvalidOperationException("no box in this test")),
        CreateKernelWork = CreateKernelWork
        ?? (static () => throw new InvalidOperationException("no kernel in this test")),
    };

    private sealed class UtcClock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;
    }
}
