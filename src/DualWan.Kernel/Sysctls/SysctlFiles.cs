using System.Text;

namespace DualWan.Kernel.Sysctls;

/// <summary>
/// Sysctls as files under /proc/sys, of the network namespace of the calling thread. A key is the path below the root,
/// so that an interface name with a dot needs no escaping.
/// </summary>
internal sealed class SysctlFiles(string root = SysctlFiles.Root)
{
    public const string Root = "/proc/sys";

    /// <summary>The value without its line end; null where the key does not exist (an interface that is gone, a kernel
    /// without the feature) or can't be read (a write-only trigger).</summary>
    public string? TryRead(string key)
    {
        try
        {
            return File.ReadAllText(PathOf(key), Encoding.ASCII).TrimEnd('\n');
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Null when done or when the key is gone; else why not, in words.</summary>
    public string? TryWrite(string key, string value)
    {
        try
        {
            using var file = new FileStream(PathOf(key), FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
            file.Write(Encoding.ASCII.GetBytes(value));
            return null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"cannot write {value} to sysctl {key}: {Reason(e)}";
        }
    }

    /// <summary>Every key below <paramref name="directory"/> whose last part is one of
    /// <paramref name="names"/>.</summary>
    public IEnumerable<string> Find(string directory, params string[] names)
    {
        var path = PathOf(directory);
        if (!Directory.Exists(path))
            yield break;
        foreach (var entry in Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal))
        {
            foreach (var name in names)
            {
                if (File.Exists(Path.Combine(entry, name)))
                    yield return $"{directory}/{Path.GetFileName(entry)}/{name}";
            }
        }
    }

    /// <summary>.NET appends the path, which the line has already.</summary>
    public static string Reason(Exception e)
    {
        var quoted = e.Message.IndexOf(" : '", StringComparison.Ordinal);
        return quoted > 0 ? e.Message[..quoted] : e.Message.TrimEnd('.');
    }

    private string PathOf(string key) => Path.Combine(root, key);
}
