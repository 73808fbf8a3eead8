using System.CommandLine;
using System.Text;
using System.Text.Json;
using DualWan.Agent.Control;
using DualWan.Agent.Rendering;
using DualWan.Agent.Setup;
using DualWan.Policy.Templates;

namespace DualWan.Agent.Commands;

/// <summary><c>dualwan init</c></summary>
internal static class InitCommand
{
    private const UnixFileMode FileMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public static Command Create(CommandFactory verbs)
    {
        var force = new Option<bool>("--force", "-f") { Description = "Overwrite a file that is there" };
        return verbs.Create(
            "init", "Look at this box and write a commented policy file",
            context => Run(context, context.Get(force)), verbs.Options.Config, force, verbs.Options.Json);
    }

    private static ExitCode Run(CommandContext context, bool force)
    {
        var file = context.ConfigOption ?? ControlPaths.DefaultConfigFile;
        if (File.Exists(file) && !force)
        {
            throw new CommandException(
                ExitCode.InputWrong, $"{file} is there already",
                "overwrite it with --force, or write elsewhere with -c FILE");
        }

        var report = context.Environment.CreateBox().Inspect();
        var uplinks = Detected(report);
        Write(file, PolicyTemplate.Render(uplinks, [.. report.Lans.Select(static l => l.Name)]));
        if (context.Json)
            PrintJson(context, file, report);
        else
            Print(context, file, report, uplinks.Count);
        return ExitCode.Done;
    }

    private static List<DetectedUplink> Detected(BoxReport report)
    {
        var names = new HashSet<string>();
        return
        [
            .. report.Uplinks.Select(l => new DetectedUplink(
                BoxWords.UplinkName(l.Kind, names), l.Name, BoxWords.Of(l.Kind), l.SpeedMbps,
                l.Maintained ? null : l.Gateway, Metered: l.Kind == BoxLinkKind.Mobile)),
        ];
    }

    private static void Write(string file, string text)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } directory)
                Directory.CreateDirectory(directory);
            var temporary = file + ".new";
            File.WriteAllText(temporary, text, new UTF8Encoding(false));
            File.SetUnixFileMode(temporary, FileMode);
            File.Move(temporary, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(
                ExitCode.InputWrong, $"can't write {file}", "use sudo, or write elsewhere with -c FILE");
        }
    }

    private static void PrintJson(CommandContext context, string file, BoxReport report) =>
        context.Out.WriteLine(JsonSerializer.Serialize(
            new InitReport(file, [.. report.Links.Select(static l => new InitLink(
                l.Name, BoxWords.Of(l.Kind), l.SpeedMbps, l.Carrier, [.. l.Addresses.Select(static a => a.ToString())],
                l.Gateway?.ToString(), BoxWords.Of(l.Role), l.Why))]),
            ControlJson.Document.InitReport));

    private static void Print(CommandContext context, string file, BoxReport report, int uplinks)
    {
        var table = new TextTable(
            new TextColumn("INTERFACE"), new TextColumn("ROLE"), new TextColumn("KIND", Rank: 2),
            new TextColumn("SPEED", Right: true, Rank: 4), new TextColumn("ADDRESS", Rank: 3),
            new TextColumn("WHY", Rank: 1));
        foreach (var link in report.Links)
        {
            table.Add(
                new TextCell(link.Name, TextStyle.Strong),
                new TextCell(BoxWords.Of(link.Role), link.Role == BoxRole.Other ? TextStyle.Dim : TextStyle.Good),
                BoxWords.Of(link.Kind), link.SpeedMbps is { } speed ? $"{speed} Mbit/s" : "",
                link.Addresses.Count > 0 ? link.Addresses[0].ToString() : "", link.Why);
        }

        var text = new StringBuilder();
        table.WriteTo(text, context.Palette, context.Environment.Width);
        text.Append(uplinks switch
        {
            0 => "\nNo uplink was found: write the interfaces into the file by hand.\n",
            1 => "\nOne uplink was found; add the second one to the file when it is there.\n",
            _ => "\n",
        });
        text.Append($"{file} is written. Next:\n  dualwan check {file}\n  sudo dualwan plan -c {file}\n"
            + $"  sudo dualwan run -c {file}\n");
        context.Out.Write(text.ToString());
    }
}
