using System.CommandLine;
using DualWan.Agent.Control;
using DualWan.Agent.Rendering;

namespace DualWan.Agent.Commands;

/// <summary>One invocation: its options, where it prints, and the agent it talks to.</summary>
internal sealed class CommandContext(ParseResult arguments, CommandEnvironment environment, GlobalOptions options)
{
    public CommandEnvironment Environment { get; } = environment;

    public TextWriter Out => Environment.Out;

    public bool Json => arguments.GetValue(options.Json);

    public string RuntimeDirectory => arguments.GetRequiredValue(options.RuntimeDirectory);

    public string StateDirectory => arguments.GetRequiredValue(options.StateDirectory);

    /// <summary>As given with <c>-c</c>, else null.</summary>
    public string? ConfigOption => arguments.GetValue(options.Config);

    public ColorMode ColorMode => GlobalOptions.ColorModeOf(arguments.GetValue(options.Color));

    public Palette Palette => Palette.For(ColorMode, Environment.OutIsTerminal, Environment.Variable);

    public T? Get<T>(Option<T> option) => arguments.GetValue(option);

    public T? Get<T>(Argument<T> argument) => arguments.GetValue(argument);

    public ControlClient Client() => new(RuntimeDirectory);
}
