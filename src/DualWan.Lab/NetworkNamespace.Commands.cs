using System.Diagnostics;
using System.Net.Sockets;
using DualWan.Lab.Interop;

namespace DualWan.Lab;

/// <summary>Commands and settings inside a namespace.</summary>
internal sealed partial class NetworkNamespace
{
    private static readonly TimeSpan CarrierPatience = TimeSpan.FromSeconds(5);

    /// <summary>Runs a command inside and waits; its exit code is the caller's to judge.</summary>
    public CommandResult TryRun(string file, params string[] arguments) => Do(() => Command.Run(null, file, arguments));

    /// <summary>Runs a command inside and waits; throws with what it said unless it ended with 0.</summary>
    public CommandResult Run(string file, params string[] arguments) => TryRun(file, arguments).OrThrow();

    /// <summary>
    /// <c>ip</c> with the arguments of one line, split at blanks: <c>Ip("route show table 7700")</c>.
    /// </summary>
    public string Ip(string arguments) => Run("ip", arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Output;

    /// <summary>As <see cref="Ip"/>, for commands that may fail (deleting what may be gone).</summary>
    public CommandResult TryIp(string arguments) =>
        TryRun("ip", arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Many <c>ip</c> lines by one process. Stops at the first error and throws.</summary>
    public void IpBatch(string lines) => Do(() => Command.Run(lines, "ip", "-batch", "-")).OrThrow();

    /// <summary>As <see cref="IpBatch"/>, past errors: for putting back what may be there already.</summary>
    public void IpBatchForced(string lines) => Do(() => Command.Run(lines, "ip", "-force", "-batch", "-"));

    /// <summary>One nftables transaction.</summary>
    public void Nft(string script) => Do(() => Command.Run(script, "nft", "-f", "-")).OrThrow();

    /// <summary><c>bash -c</c>, for the text of a document's script run as written.</summary>
    public CommandResult Shell(string script) => Do(() => Command.Run(script, "bash", "-s")).OrThrow();

    /// <summary>
    /// Writes <c>net.*</c> settings, given as sysctl names; an interface name may hold a dot as <c>/</c>.
    /// </summary>
    public void Sysctl(params (string Name, string Value)[] settings) => Do(() =>
    {
        foreach (var (name, value) in settings)
            File.WriteAllText(SysctlPath(name), value);
    });

    /// <summary>Reads one setting, trimmed.</summary>
    public string Sysctl(string name) => Do(() => File.ReadAllText(SysctlPath(name)).Trim());

    /// <summary>
    /// Waits until every named interface can carry packets, at most 5 s. The kernel gets there in its own time after
    /// a link is up, and until then drops what is sent: an ARP request lost so is repeated after a whole second.
    /// </summary>
    public void WaitUntilRunning(params string[] names)
    {
        if (!TryWaitUntilRunning(names))
            throw new LabException($"{string.Join(", ", names)} in {Name ?? "a namespace"}: no carrier after 5 s");
    }

    /// <summary>As <see cref="WaitUntilRunning"/>; false after 5 s, as where the other end is down.</summary>
    public bool TryWaitUntilRunning(params string[] names) => Do(() =>
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        return SpinWait.SpinUntil(() => names.All(n => LabLibc.IsRunning((int)socket.Handle, n)), CarrierPatience);
    });

    /// <summary>
    /// Starts a long-running program inside, through <c>ip netns exec</c> where the namespace has a name, so that
    /// it also sees the namespace's <c>/sys</c>. The process is the program itself (ip replaces itself by exec).
    /// </summary>
    public Process Start(ProcessStartInfo info)
    {
        if (Name is null)
            return Do(() => Process.Start(info)) ?? throw new LabException($"{info.FileName} did not start");
        string[] wrapped = ["netns", "exec", Name, info.FileName, .. info.ArgumentList];
        info.FileName = "ip";
        info.ArgumentList.Clear();
        foreach (var argument in wrapped)
            info.ArgumentList.Add(argument);
        return Process.Start(info) ?? throw new LabException($"{info.FileName} did not start");
    }

    // /proc/sys/net shows the namespace of the thread that opens the file, not of the process.
    private static string SysctlPath(string name) =>
        "/proc/sys/" + string.Create(name.Length, name, static (text, from) =>
        {
            for (var i = 0; i < from.Length; i++)
                text[i] = from[i] switch { '.' => '/', '/' => '.', var c => c };
        });
}
