using System.CommandLine;
using System.CommandLine.Parsing;

namespace DualWan.Agent.Commands;

/// <summary>Makes verbs whose bodies take a <see cref="CommandContext"/> and give an <see cref="ExitCode"/>.</summary>
internal sealed class CommandFactory(CommandEnvironment environment, GlobalOptions options)
{
    public GlobalOptions Options { get; } = options;

    /// <param name="symbols">Arguments and options, in the order of the help.</param>
    public Command Create(string name, string description, Func<CommandContext, ExitCode> run, params Symbol[] symbols)
    {
        var command = Bare(name, description, symbols);
        command.SetAction(result => (int)run(new CommandContext(result, environment, Options)));
        return command;
    }

    public Command CreateAsync(
        string name, string description, Func<CommandContext, CancellationToken, Task<ExitCode>> run,
        params Symbol[] symbols)
    {
        var command = Bare(name, description, symbols);
        command.SetAction(async (result, cancellation) =>
            (int)await run(new CommandContext(result, environment, Options), cancellation).ConfigureAwait(false));
        return command;
    }

    /// <summary>A name that must not look like an option: <c>check --jsn</c> is a misspelt option, not a
    /// file.</summary>
    public static Argument<T> Word<T>(string name, string description, bool required = true)
    {
        var argument = new Argument<T>(name)
        {
            Description = description,
            Arity = required ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne,
        };
        argument.Validators.Add(static result =>
        {
            foreach (var token in result.Tokens)
            {
                if (token.Value.Length > 1 && token.Value[0] == '-')
                    result.AddError($"unknown option '{token.Value}'");
            }
        });
        return argument;
    }

    /// <summary>Refuses every word but these, in one line.</summary>
    public static void OneOf<T>(List<Action<T>> validators, string subject, params string[] words)
        where T : SymbolResult => validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (!words.Contains(token.Value, StringComparer.Ordinal))
                    result.AddError(
                        $"{subject} takes {string.Join(", ", words[..^1])} or {words[^1]}, not '{token.Value}'");
            }
        });

    private static Command Bare(string name, string description, Symbol[] symbols)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Option option)
                command.Options.Add(option);
            else
                command.Arguments.Add((Argument)symbol);
        }

        return command;
    }
}
