using System.Text;
using DualWan.Core;
using DualWan.Core.Reconciliation;

namespace DualWan.Kernel.Sysctls;

/// <summary>
/// Keeps what sysctls were before our first write, in a file of the state directory, so that <c>cleanup</c> can put it
/// back: also after a crash, and by another process. The first value of a key is the truth and is never overwritten.
/// A disk that does not take them keeps no router from forwarding: the values stay in memory until it does.
/// </summary>
internal sealed class SysctlKeeper(string stateDirectory, SysctlFiles files)
{
    public const string FileName = "sysctls";
    private const string Heading = "# Sysctls from before dualwan's first write: 'dualwan cleanup' puts them back.";

    private readonly string _path = Path.Combine(stateDirectory, FileName);
    private Dictionary<string, string>? _saved;
    private volatile string? _trouble;

    /// <summary>In the order in which they are to be written back.</summary>
    public EquatableArray<SysctlSetting> Original =>
        SysctlChanges.RestoreOrder([.. Load().Select(pair => new SysctlSetting(pair.Key, pair.Value))]);

    /// <summary>Why the values are in memory only, in one line; null while all are on disk.</summary>
    public string? Trouble => _trouble;

    /// <summary>
    /// Saves the present values of all keys that writing <paramref name="keys"/> would change and that are not saved
    /// yet; on disk when this returns. Null when done, else why they are in memory only.
    /// </summary>
    public string? Save(IEnumerable<string> keys)
    {
        var saved = Load();
        var before = saved.Count;
        foreach (var key in keys.SelectMany(Affected))
        {
            if (!saved.ContainsKey(key) && files.TryRead(key) is { } value)
                saved[key] = value;
        }

        return saved.Count == before ? null : TryStore(saved);
    }

    /// <summary>Once more, where the disk would not take them.</summary>
    public void Retry()
    {
        if (_trouble is not null)
            TryStore(Load());
    }

    /// <summary>After a cleanup: the next first write starts anew. Null when done, else what is left to do by hand.
    /// </summary>
    public string? Forget()
    {
        _saved = null;
        _trouble = null;
        try
        {
            if (File.Exists(_path))
                File.Delete(_path);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{_path} can't be removed ({Reason(e)}): remove it by hand, or the next cleanup restores it again.";
        }
    }

    /// <summary>
    /// A family's switch writes the forwarding of every interface, and IPv4's all/accept_redirects too
    /// (net/ipv4/devinet.c inet_forward_change, net/ipv6/addrconf.c addrconf_forward_change).
    /// </summary>
    private IEnumerable<string> Affected(string key) => key switch
    {
        "net/ipv4/ip_forward" or "net/ipv4/conf/all/forwarding" =>
        [
            "net/ipv4/ip_forward", .. files.Find("net/ipv4/conf", "forwarding"), "net/ipv4/conf/all/accept_redirects",
        ],
        "net/ipv6/conf/all/forwarding" => files.Find("net/ipv6/conf", "forwarding"),
        _ => [key],
    };

    private Dictionary<string, string> Load()
    {
        if (_saved is not null)
            return _saved;
        _saved = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(_path))
            return _saved;
        foreach (var line in Lines())
        {
            var at = line.IndexOf('=', StringComparison.Ordinal);
            if (at > 0 && IsKey(line[..at]))
                _saved.TryAdd(line[..at], line[(at + 1)..]);
        }

        return _saved;
    }

    /// <summary>What is no key of ours is junk of a broken disk, and nothing that root may write to.</summary>
    private static bool IsKey(string text) => text.StartsWith("net/", StringComparison.Ordinal)
        && !text.Split('/').Contains("..") && !text.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c));

    private string[] Lines()
    {
        try
        {
            return File.ReadAllLines(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _trouble = Unrestorable($"{_path} can't be read ({Reason(e)})");
            return [];
        }
    }

    private static string Reason(Exception e) => SysctlFiles.Reason(e);

    private static string Unrestorable(string why) => $"'dualwan cleanup' could not restore the old sysctls: {why}";

    private string? TryStore(Dictionary<string, string> saved)
    {
        try
        {
            Store(saved);
            return _trouble = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return _trouble = Unrestorable($"{_path} can't be written ({Reason(e)})");
        }
    }

    private void Store(Dictionary<string, string> saved)
    {
        Directory.CreateDirectory(stateDirectory);
        var text = new StringBuilder().Append(Heading).Append('\n');
        foreach (var (key, value) in saved.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.Append(key).Append('=').Append(value).Append('\n');
        var temporary = _path + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.UTF8.GetBytes(text.ToString()));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, _path, overwrite: true);
    }
}
