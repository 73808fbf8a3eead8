using System.Text;
using DualWan.Core;
using DualWan.Core.Reconciliation;

namespace DualWan.Kernel.Sysctls;

/// <summary>
/// Keeps what sysctls were before our first write, in a file of the state directory, so that <c>cleanup</c> can put it
/// back: also after a crash, and by another process. The first value of a key is the truth and is never overwritten.
/// </summary>
internal sealed class SysctlKeeper(string stateDirectory, SysctlFiles files)
{
    public const string FileName = "sysctls";
    private const string Heading = "# Sysctls from before dualwan's first write: 'dualwan cleanup' puts them back.";

    private readonly string _path = Path.Combine(stateDirectory, FileName);
    private Dictionary<string, string>? _saved;

    /// <summary>In the order in which they are to be written back.</summary>
    public EquatableArray<SysctlSetting> Original =>
        SysctlChanges.RestoreOrder([.. Load().Select(pair => new SysctlSetting(pair.Key, pair.Value))]);

    /// <summary>
    /// Saves the present values of all keys that writing <paramref name="keys"/> would change and that are not saved
    /// yet; on disk when this returns. Null when done, else why not.
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

    /// <summary>After a cleanup: the next first write starts anew.</summary>
    public void Forget()
    {
        _saved = null;
        File.Delete(_path);
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
        foreach (var line in File.ReadLines(_path))
        {
            var at = line.IndexOf('=', StringComparison.Ordinal);
            if (at > 0 && !line.StartsWith('#'))
                _saved.TryAdd(line[..at], line[(at + 1)..]);
        }

        return _saved;
    }

    private string? TryStore(Dictionary<string, string> saved)
    {
        try
        {
            Store(saved);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _saved = null;
            return $"cannot keep the old sysctls in {_path} ({e.Message}): make room or rights there, "
                + "without them cleanup could not restore this box";
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
