using System.CommandLine;
using System.CommandLine.Parsing;
using DualWan.Agent.Rendering;
using DualWan.Core.Text;

namespace DualWan.Agent.Commands;

/// <summary>Parses, runs, and turns whatever goes wrong into one line and an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args, CommandEnvironment environment)
    {
        var root = CommandTree.Build(environment);
        // A response file (@name) in an argument would surprise: names of uplinks and files are taken as they are.
        var result = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Errors.Count > 0)
            return Usage(result, environment);
        try
        {
            return await result.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = environment.Out,
                Error = environment.Error,
            }).ConfigureAwait(false);
        }
        catch (CommandException e)
        {
            return Say(environment, e.ExitCode, e.Message, e.Hint);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            if (KernelRefusal.Of(e) is { } refusal)
                return Say(environment, refusal.ExitCode, refusal.Message, refusal.Hint);
            return Say(
                environment, ExitCode.Refused, "this should not have happened, and it is a defect of dualwan",
                $"the full report is in {CrashReport.Write(e, args, environment)}; please send it to the project");
        }
        finally
        {
            await environment.Out.FlushAsync().ConfigureAwait(false);
        }
    }

    private static int Usage(ParseResult result, CommandEnvironment environment)
    {
        var words = result.CommandResult.Command.Subcommands.Where(static c => !c.Hidden).Select(static c => c.Name)
            .ToList();
        var hint = $"see {Path(result)} --help";
        if (words.Count > 0 && result.UnmatchedTokens is [var first, ..] && NearestWord.Find(first, words) is { } near)
            hint = $"did you mean '{near}'? {hint}";
        var messages = result.Errors.Select(static e => e.Message.TrimEnd('.')).Distinct();
        return Say(environment, ExitCode.Usage, string.Join("; ", messages), hint);
    }

    private static string Path(ParseResult result)
    {
        var names = new List<string>();
        for (var command = result.CommandResult; command is not null; command = command.Parent as CommandResult)
            names.Insert(0, command.Command is RootCommand ? CommandTree.Name : command.Command.Name);
        return string.Join(' ', names);
    }

    private static int Say(CommandEnvironment environment, ExitCode code, string message, string? hint)
    {
        var palette = Palette.For(ColorMode.Auto, environment.ErrorIsTerminal, environment.Variable);
        environment.Error.WriteLine($"{palette.Paint("dualwan:", TextStyle.Bad)} {message}");
        if (hint is not null)
            environment.Error.WriteLine($"  {hint}");
        return (int)code;
    }
}
