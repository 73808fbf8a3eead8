using System.CommandLine;
using System.Text;

namespace DualWan.Agent.Commands;

/// <summary>Completion scripts, made from the command tree so that they can't fall behind it.</summary>
internal static class CompletionScript
{
    public static string For(string shell, RootCommand root) => shell switch
    {
        "bash" => Bash(root),
        "zsh" => "#compdef dualwan\nautoload -U +X bashcompinit && bashcompinit\n" + Bash(root),
        _ => Fish(root),
    };

    /// <summary>The words that may follow each command path.</summary>
    private static IEnumerable<(string Path, IReadOnlyList<string> Words, bool TakesFile)> Paths(RootCommand root)
    {
        var inherited = root.Options.Where(static o => o.Recursive && !o.Hidden).SelectMany(Names).ToList();
        var pending = new Stack<(Command Command, string Path)>([(root, CommandTree.Name)]);
        while (pending.TryPop(out var item))
        {
            var (command, path) = item;
            List<string> words = [.. command.Subcommands.Where(static c => !c.Hidden).Select(static c => c.Name)];
            words.AddRange(command.Options.Where(static o => !o.Hidden).SelectMany(Names));
            words.AddRange(inherited);
            words.AddRange(command.Arguments.SelectMany(Values));
            yield return (path, [.. words.Distinct()], command.Arguments.Any(static a => a.Name == "FILE"));
            foreach (var child in command.Subcommands)
                pending.Push((child, $"{path} {child.Name}"));
        }
    }

    private static IEnumerable<string> Names(Option option) =>
        option.Aliases.Prepend(option.Name).Where(static n => n.StartsWith('-'));

    private static IEnumerable<string> Values(Argument argument) =>
        argument.Name == "SHELL" ? ["bash", "zsh", "fish"] : [];

    private static string Bash(RootCommand root)
    {
        var text = new StringBuilder("""
            # completion of dualwan; load it with: source <(dualwan completion bash)
            _dualwan() {
              local word="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" path=dualwan words='' i
              case "$previous" in
                --color) COMPREPLY=($(compgen -W 'auto always never' -- "$word")); return ;;
                -c|--config) COMPREPLY=($(compgen -f -- "$word")); return ;;
                --runtime-dir|--state-dir) COMPREPLY=($(compgen -d -- "$word")); return ;;
              esac
              for ((i = 1; i < COMP_CWORD; i++)); do
                case "$path ${COMP_WORDS[i]}" in

            """);
        var paths = Paths(root).ToList();
        var verbs = string.Join('|', paths.Skip(1).Select(static p => $"'{p.Path}'"));
        text.Append($"      {verbs}) path=\"$path ${{COMP_WORDS[i]}}\" ;;\n");
        text.Append("    esac\n  done\n  case \"$path\" in\n");
        foreach (var (path, words, takesFile) in paths)
        {
            var files = takesFile ? " COMPREPLY+=($(compgen -f -- \"$word\"));" : "";
            text.Append($"    '{path}') words='{string.Join(' ', words)}';{files} ;;\n");
        }

        text.Append("""
              esac
              case "$path" in
                'dualwan uplink '*|'dualwan probe')
                  words+=" $(dualwan status --check 2>/dev/null | sed 's/^[a-z]*: //; s/ [a-z]*\(, \|$\)/ /g')" ;;

            """);
        text.Append("  esac\n  COMPREPLY+=($(compgen -W \"$words\" -- \"$word\"))\n}\ncomplete -F _dualwan dualwan\n");
        return text.ToString();
    }

    private static string Fish(RootCommand root)
    {
        var text = new StringBuilder("# completion of dualwan; load it with: dualwan completion fish | source\n");
        text.Append("complete -c dualwan -f\n");
        foreach (var option in root.Options.Where(static o => o.Recursive))
            AppendFishOption(text, "", option);
        foreach (var verb in root.Subcommands.Where(static c => !c.Hidden))
        {
            text.Append($"complete -c dualwan -n __fish_use_subcommand -a {verb.Name} -d {Quote(verb.Description)}\n");
            var condition = $" -n '__fish_seen_subcommand_from {verb.Name}'";
            foreach (var child in verb.Subcommands)
                text.Append($"complete -c dualwan{condition} -a {child.Name} -d {Quote(child.Description)}\n");
            foreach (var value in verb.Arguments.SelectMany(Values))
                text.Append($"complete -c dualwan{condition} -a {value}\n");
            if (verb.Arguments.Any(static a => a.Name == "FILE"))
                text.Append($"complete -c dualwan{condition} -F\n");
            foreach (var option in verb.Options.Concat(verb.Subcommands.SelectMany(static c => c.Options))
                .DistinctBy(static o => o.Name))
                AppendFishOption(text, condition, option);
        }

        return text.ToString();
    }

    private static void AppendFishOption(StringBuilder text, string condition, Option option)
    {
        text.Append($"complete -c dualwan{condition}");
        foreach (var name in Names(option))
            text.Append(name.StartsWith("--", StringComparison.Ordinal) ? $" -l {name[2..]}" : $" -s {name[1..]}");
        if (option.ValueType != typeof(bool))
            text.Append(" -r");
        text.Append($" -d {Quote(option.Description)}\n");
    }

    private static string Quote(string? text) => $"'{text?.Replace("'", "\\'", StringComparison.Ordinal)}'";
}
