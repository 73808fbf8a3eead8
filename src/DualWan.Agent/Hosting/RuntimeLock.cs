using System.Globalization;
using DualWan.Agent.Control;
using DualWan.Kernel.Sysctls;

namespace DualWan.Agent.Hosting;

/// <summary>
/// The right to be the agent of a runtime directory: an flock on <c>lock</c>, which the kernel takes back whatever
/// kills the process. Who holds it may unlink a leftover socket.
/// </summary>
internal sealed class RuntimeLock : IDisposable
{
    private readonly FileStream _file;

    private RuntimeLock(FileStream file, string directory, bool created)
    {
        _file = file;
        Directory = directory;
        IsOurs = created || directory == ControlPaths.DefaultRuntimeDirectory;
    }

    public string Directory { get; }

    /// <summary>The directory is for us alone, so its group may be changed; somebody's <c>/tmp</c> is not.</summary>
    public bool IsOurs { get; }

    /// <summary>Makes the directory (0750) and takes the lock; a second agent gets a <see cref="CommandException"/>
    /// that names the first one's process.</summary>
    public static RuntimeLock Take(string directory)
    {
        var created = false;
        try
        {
            created = !System.IO.Directory.Exists(directory);
            if (created)
                System.IO.Directory.CreateDirectory(directory, DirectoryMode);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(
                ExitCode.Refused, $"can't make the runtime directory {directory}: {SysctlFiles.Reason(e)}",
                "run as root, or give --runtime-dir");
        }

        var file = Open(directory);
        WriteOwner(ControlPaths.ProcessId(directory));
        return new RuntimeLock(file, directory, created);
    }

    /// <summary>Releases the lock. The file stays: unlinking it would let two agents hold "the" lock.</summary>
    public void Dispose() => _file.Dispose();

    private const UnixFileMode DirectoryMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    /// <summary>EWOULDBLOCK: somebody else holds the lock.</summary>
    private const int WouldBlock = 11;

    private static FileStream Open(string directory)
    {
        var path = ControlPaths.Lock(directory);
        try
        {
            // FileShare.None is flock(LOCK_EX | LOCK_NB) in .NET on Unix.
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Refused, $"can't open {path}", "run as root, or give --runtime-dir");
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            throw Held(directory);
        }
        catch (IOException e)
        {
            throw new CommandException(
                ExitCode.Refused, $"can't open {path}: {SysctlFiles.Reason(e)}",
                "make room there or make it writable, or give --runtime-dir");
        }
    }

    /// <summary>Beside the lock, not in it: .NET would have to lock the file to read it.</summary>
    private static void WriteOwner(string path)
    {
        try
        {
            File.WriteAllText(path, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk costs the second agent the number in its message, nothing else.
        }
    }

    private static CommandException Held(string directory)
    {
        var owner = ReadOwner(ControlPaths.ProcessId(directory));
        var who = owner is null ? "another agent" : $"another agent (process {owner})";
        return new CommandException(
            ExitCode.Refused, $"{who} already runs with {directory}",
            "stop it first (sudo systemctl stop dualwan), or give this one its own --runtime-dir and --state-dir");
    }

    private static string? ReadOwner(string path)
    {
        try
        {
            var text = File.ReadAllText(path).Trim();
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? text : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
