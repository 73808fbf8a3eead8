using DualWan.Agent.Control;
using DualWan.Core.Text;
using DualWan.Policy;

namespace DualWan.Agent.Commands;

/// <summary>Finds and reads the one config that there may be.</summary>
internal static class ConfigFile
{
    /// <summary>The file to use: as given, else the default one. Both kinds in the default directory are
    /// refused.</summary>
    /// <param name="option">The value of <c>-c</c>, or null.</param>
    public static string Find(string? option, string defaultFile = ControlPaths.DefaultConfigFile)
    {
        if (option is not null)
            return option;
        var script = Path.ChangeExtension(defaultFile, ".rsc");
        if (!File.Exists(script))
            return defaultFile;
        if (File.Exists(defaultFile))
        {
            throw new CommandException(
                ExitCode.InputWrong, $"there are two configs: {defaultFile} and {script}",
                "remove one of them, or name the one to use with -c");
        }

        return script;
    }

    /// <summary>What is no UTF-8 is told with the place of its first wrong byte.</summary>
    private static SourceText Decode(string file, byte[] bytes)
    {
        var diagnostics = new DiagnosticBag();
        if (PolicyText.Decode(file, bytes, diagnostics) is { } source)
            return source;
        var first = diagnostics.Sorted()[0];
        throw new CommandException(ExitCode.InputWrong, $"{first.Location}: {first.Message}", "save it as UTF-8");
    }

    /// <summary>Reads a file, or standard input for <c>-</c>.</summary>
    public static SourceText Read(string file, CommandEnvironment environment) =>
        file == "-" ? new SourceText("-", environment.In.ReadToEnd()) : Read(file);

    /// <summary>What keeps a file from being read is a <see cref="CommandException"/> that says what to do.</summary>
    public static SourceText Read(string file)
    {
        try
        {
            if (Directory.Exists(file))
                throw new CommandException(ExitCode.InputWrong, $"{file} is a directory", "name the file in it");
            return Decode(file, ReadBytes(file));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException(
                ExitCode.InputWrong, $"there is no file {file}", "dualwan init looks at this box and writes one");
        }
        catch (UnauthorizedAccessException)
        {
            throw new CommandException(
                ExitCode.InputWrong, $"you may not read {file}", "look at its owner and mode, or use sudo");
        }
        catch (IOException)
        {
            throw new CommandException(ExitCode.InputWrong, $"{file} can't be read", "is the disk sound?");
        }
    }

    /// <summary>Counted while reading: a device tells no length. No lock: an editor may have one.</summary>
    private static byte[] ReadBytes(string file)
    {
        using var stream = new FileStream(
            file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (stream.Read(buffer) is > 0 and var count)
        {
            content.Write(buffer, 0, count);
            if (content.Length > PolicyText.MaxBytes)
            {
                throw new CommandException(
                    ExitCode.InputWrong,
                    $"{file} is larger than {PolicyText.MaxBytes >> 20} MB: that is no policy file",
                    "name the policy file with -c");
            }
        }

        return content.ToArray();
    }
}
