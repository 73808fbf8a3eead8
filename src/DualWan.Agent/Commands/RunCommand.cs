using System.CommandLine;
using DualWan.Agent.Hosting;
using DualWan.Agent.Rendering;

namespace DualWan.Agent.Commands;

/// <summary><c>dualwan run</c></summary>
internal static class RunCommand
{
    public static Command Create(CommandFactory verbs) => verbs.CreateAsync(
        "run", "Be the agent, in the foreground (Type=notify under systemd)", RunAsync, verbs.Options.Config);

    private static async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        var environment = context.Environment;
        var file = ConfigFile.Find(context.ConfigOption);
        if (file == "-")
            throw new CommandException(ExitCode.InputWrong, "the agent needs a file: it reads it again at a reload");
        // Said here with its own line; errors inside the file are the core's to tell.
        _ = ConfigFile.Read(file, environment);
        var palette = Palette.For(context.ColorMode, environment.ErrorIsTerminal, environment.Variable);
        using var loggers = AgentLoggerProvider.CreateFactory(
            environment.Error, environment.ErrorIsTerminal, palette, environment.Variable, environment.Time);
        var options = new AgentOptions(
            Path.GetFullPath(file), Path.GetFullPath(context.RuntimeDirectory),
            Path.GetFullPath(context.StateDirectory));
        var host = new AgentHost(options, environment.Time, environment.CreateCore);
        await host.RunAsync(loggers, cancellation).ConfigureAwait(false);
        return ExitCode.Done;
    }
}
