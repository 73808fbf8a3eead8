namespace DualWan.Lab;

/// <summary>What earlier, crashed processes left.</summary>
internal sealed partial class NetworkLab
{
    private static int _leftoversRemoved;

    /// <summary>
    /// Removes the labs of processes that are gone, and kills what still runs inside them. Labs with a chosen name
    /// and labs of living processes stay.
    /// </summary>
    /// <returns>The names of the removed namespaces.</returns>
    public static IReadOnlyList<string> RemoveLeftovers()
    {
        string[] dead = [.. NetworkNamespace.Names().Where(LabName.IsOfDeadProcess)];
        foreach (var name in dead)
            KillInside(name);
        RemoveNamespaces(dead);
        return dead;
    }

    /// <summary>Removes a lab by the start of its names, as one that was kept to play with.</summary>
    public static void Remove(string prefix)
    {
        string[] names = [.. NetworkNamespace.Names()
            .Where(n => n.StartsWith(prefix + "-", StringComparison.Ordinal))];
        foreach (var name in names)
            KillInside(name);
        RemoveNamespaces(names);
    }

    private static void RemoveLeftoversOnce()
    {
        if (Interlocked.Exchange(ref _leftoversRemoved, 1) == 0)
            RemoveLeftovers();
    }

    private static void KillInside(string name)
    {
        var listed = Command.Run(null, "ip", "netns", "pids", name).Output;
        foreach (var line in listed.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (int.TryParse(line, out var pid) && pid != Environment.ProcessId)
                _ = Interop.LabLibc.Kill(pid, 9);
        }
    }

    // Forced: another process may have removed some of them meanwhile.
    private static void RemoveNamespaces(IReadOnlyCollection<string> names)
    {
        string[] existing = [.. names.Intersect(NetworkNamespace.Names())];
        if (existing.Length > 0)
            Command.Run(string.Concat(existing.Select(n => $"netns del {n}\n")), "ip", "-force", "-batch", "-");
    }
}
