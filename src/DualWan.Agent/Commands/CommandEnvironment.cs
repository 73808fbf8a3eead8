using DualWan.Agent.Hosting;
using DualWan.Agent.Rendering;

namespace DualWan.Agent.Commands;

/// <summary>What the verbs touch of the process they run in; tests bring their own.</summary>
internal sealed class CommandEnvironment
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Standard input; opened when it is read, because .NET sets up the terminal for it.</summary>
    public TextReader In { get => field ??= Console.In; init; }

    public bool OutIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    public bool InIsTerminal { get; init; }

    /// <summary>Columns of the output; without a terminal there is no limit worth a dropped column.</summary>
    public int Width { get; init; } = StatusRenderer.DefaultWidth;

    /// <summary>Reads an environment variable.</summary>
    public Func<string, string?> Variable { get; init; } = static _ => null;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Made when a verb needs it: client verbs never load what is behind it.</summary>
    public Func<AgentServices, IAgentCore> CreateCore { get; init; } = static services =>
        Composition.CreateCore(services);

    public Func<IKernelWork> CreateKernelWork { get; init; } = static () => Composition.CreateKernelWork();

    public Func<IBox> CreateBox { get; init; } = static () => new LinuxBox(Composition.CreateKernelWork());

    public static CommandEnvironment OfProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        OutIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        InIsTerminal = !Console.IsInputRedirected,
        Width = Console.IsOutputRedirected ? StatusRenderer.DefaultWidth : Math.Max(40, Console.WindowWidth),
        Variable = Environment.GetEnvironmentVariable,
    };
}
