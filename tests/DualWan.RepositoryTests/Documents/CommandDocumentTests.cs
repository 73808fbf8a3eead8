using System.CommandLine;
using System.Text.RegularExpressions;
using DualWan.Agent.Commands;

namespace DualWan.RepositoryTests.Documents;

/// <summary>Every command line that a document shows is one that the program takes, and every verb is
/// described.</summary>
public sealed partial class CommandDocumentTests
{
    private static readonly RootCommand Root = CommandTree.Build(new CommandEnvironment
    {
        Out = TextWriter.Null,
        Error = TextWriter.Null,
    });

    private static readonly string Reference = Documentation.Text("commands.md");

    [Fact]
    public void Every_verb_and_option_that_a_document_shows_exists() => Sources.AssertNone(
        from file in Documentation.Files
        from line in CodeLines(file)
        from Match call in Call().Matches(line)
        let wrong = WhatIsWrong(call.Groups["arguments"].Value)
        where wrong is not null
        select $"{Sources.Relative(file)}: dualwan {call.Groups["arguments"].Value}: {wrong}");

    [Fact]
    public void Every_verb_is_described_with_its_options()
    {
        foreach (var (path, command) in Leaves(Root, "dualwan"))
        {
            Assert.Contains(path, Reference, StringComparison.Ordinal);
            foreach (var option in command.Options.Where(static option => !option.Hidden))
                Assert.Contains(option.Name, Reference, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_unit_starts_a_verb_that_exists_with_the_default_policy()
    {
        var unit = File.ReadAllText(Path.Combine(Repository.Root, "systemd/dualwan.service"));
        var start = Regex.Match(unit, "^ExecStart=/usr/bin/dualwan (?<arguments>.+)$", RegexOptions.Multiline);

        Assert.True(start.Success);
        Assert.Empty(Root.Parse(start.Groups["arguments"].Value).Errors);
        Assert.Contains(Agent.Control.ControlPaths.DefaultConfigFile, start.Value, StringComparison.Ordinal);
    }

    private static IEnumerable<string> CodeLines(string file) => Documentation.CodeSpans(file)
        .Concat(Documentation.Blocks(file).SelectMany(static block => block.Text.Split('\n')));

    /// <summary>Walks down the tree as far as words name verbs; what follows must be options of that verb.</summary>
    private static string? WhatIsWrong(string arguments)
    {
        Command command = Root;
        foreach (var word in arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (command.Subcommands.FirstOrDefault(child => child.Name == word) is { } child)
                command = child;
            else if (word.StartsWith("--", StringComparison.Ordinal))
            {
                if (!IsOption(command, word.TrimEnd(']', ',', ';')))
                    return $"{command.Name} has no option {word}";
            }
            else if (command.Subcommands.Count > 0)
                return $"{command.Name} has no verb {word}";
        }

        return null;
    }

    private static bool IsOption(Command command, string word) => command.Options
        .Concat(Root.Options.Where(static option => option.Recursive))
        .Any(option => option.Name == word || option.Aliases.Contains(word));

    private static IEnumerable<(string Path, Command Command)> Leaves(Command command, string path) =>
        command.Subcommands.Count == 0
            ? [(path, command)]
            : command.Subcommands.SelectMany(child => Leaves(child, $"{path} {child.Name}"));

    /// <summary>A call of the program in a line of code: not <c>table inet dualwan</c>, not a sentence about
    /// it.</summary>
    [GeneratedRegex(@"(?:^|[$(|;&]\s*|sudo )\s*dualwan (?<arguments>(?:--)?[a-z][^#|)]*)")]
    private static partial Regex Call();
}
