namespace DualWan.Agent.Hosting;

/// <summary><c>state.json</c> in the state directory: written beside, synced, renamed over.</summary>
internal sealed class StateFile(string directory) : IStateFile
{
    private const UnixFileMode DirectoryMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    private const UnixFileMode FileMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    public string Path { get; } = System.IO.Path.Combine(directory, "state.json");

    public byte[]? Read()
    {
        try
        {
            return File.ReadAllBytes(Path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void Write(byte[] content)
    {
        if (!Directory.Exists(directory))
            Directory.CreateDirectory(directory, DirectoryMode);
        var temporary = Path + ".new";
        using (var file = new FileStream(temporary, new FileStreamOptions
        {
            Mode = System.IO.FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = FileMode,
        }))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, Path, overwrite: true);
    }

    public string SetAside(string suffix)
    {
        var aside = $"{Path}.{suffix}";
        File.Move(Path, aside, overwrite: true);
        return aside;
    }
}
