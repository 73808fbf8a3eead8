using System.Globalization;
using DualWan.Agent.Control;

namespace DualWan.Agent.Doctor;

/// <summary>Network managers and what they do to objects that are not theirs.</summary>
internal static class ManagerChecks
{
    private static readonly string[] ConfigDirectories =
        ["/usr/lib/systemd", "/usr/local/lib/systemd", "/run/systemd", "/etc/systemd"];

    public static IReadOnlyList<DoctorCheck> All { get; } =
    [
        new(
            "networkd-removes-foreign", Severity.Warning,
            "systemd-networkd deletes what is not its own when it restarts",
            "The agent puts its rules, routes and nexthops back, but for a moment traffic takes the kernel's own "
                + "default.",
            "Put the drop-in of the package into /etc/systemd/networkd.conf.d/10-dualwan.conf ([Network] "
                + "ManageForeignRoutingPolicyRules=no, ManageForeignRoutes=no, ManageForeignNextHops=no), then: "
                + "sudo systemctl restart systemd-networkd",
            NetworkdKeys),
        new(
            "networkd-forwarding", Severity.Note, "systemd-networkd sets forwarding itself",
            "Since version 256 it writes the same sysctls; it may undo ours when it restarts.",
            "IPv4Forwarding=yes in /etc/systemd/networkd.conf ([Network]), or leave it unset there and in the "
                + ".network files",
            NetworkdForwarding),
        new(
            "networkmanager-connectivity", Severity.Note, "NetworkManager checks connectivity on its own",
            "It adds 20000 to the metric of a default that it takes for dead; the agent learns the gateway all the "
                + "same.",
            "Nothing, or [connectivity] enabled=false in /etc/NetworkManager/conf.d/",
            static input => DoctorChecks.If(input.Box.Exists("/run/NetworkManager") && ConnectivityChecked(input))),
    ];

    /// <summary>The version by the name of its private library: 256 for libsystemd-shared-256.so; null where there is
    /// none.</summary>
    public static int? SystemdVersion(IBoxReader box)
    {
        const string Prefix = "libsystemd-shared-";
        foreach (var directory in SharedLibraryDirectories(box))
        {
            foreach (var name in box.List(directory))
            {
                if (!name.StartsWith(Prefix, StringComparison.Ordinal))
                    continue;
                var digits = new string([.. name[Prefix.Length..].TakeWhile(char.IsAsciiDigit)]);
                if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
                    return version;
            }
        }

        return null;
    }

    private static IEnumerable<string> SharedLibraryDirectories(IBoxReader box) =>
        box.List("/usr/lib").Where(static n => n.EndsWith("-linux-gnu", StringComparison.Ordinal))
            .Select(static n => $"/usr/lib/{n}/systemd").Prepend("/usr/lib/systemd");

    private static IEnumerable<Finding> NetworkdKeys(DoctorInput input)
    {
        if (!NetworkdRuns(input))
            yield break;
        var version = SystemdVersion(input.Box) ?? 256;
        // Since 249, 246 and 256; an older one does not know the key, and its manner can't be changed.
        (string Key, int Since)[] keys =
            [("ManageForeignRoutingPolicyRules", 249), ("ManageForeignRoutes", 246), ("ManageForeignNextHops", 256)];
        var settings = NetworkdSettings(input.Box);
        var missing = keys.Where(k => version >= k.Since && !IsNo(settings.GetValueOrDefault(k.Key)))
            .Select(static k => $"{k.Key}=no").ToList();
        if (missing.Count > 0)
            yield return new Finding($"{string.Join(", ", missing)} not set (version {version})");
    }

    private static IEnumerable<Finding> NetworkdForwarding(DoctorInput input)
    {
        var settings = NetworkdSettings(input.Box);
        if (NetworkdRuns(input) && SystemdVersion(input.Box) >= 256
            && IsNo(settings.GetValueOrDefault("IPv4Forwarding")))
            yield return new Finding("IPv4Forwarding=no");
    }

    private static bool NetworkdRuns(DoctorInput input) => input.Box.Exists("/run/systemd/netif/state");

    /// <summary>[Network] of networkd.conf and its drop-ins: later directories and later names win
    /// (systemd.syntax(7)).</summary>
    private static Dictionary<string, string> NetworkdSettings(IBoxReader box)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var directory in ConfigDirectories)
            ReadInto(settings, box.ReadText($"{directory}/networkd.conf"));
        var dropIns = ConfigDirectories
            .SelectMany(d =>
                box.List($"{d}/networkd.conf.d").Select(name => (Name: name, Path: $"{d}/networkd.conf.d/{name}")))
            .Where(static f => f.Name.EndsWith(".conf", StringComparison.Ordinal))
            .GroupBy(static f => f.Name).Select(static g => g.Last())
            .OrderBy(static f => f.Name, StringComparer.Ordinal);
        foreach (var (_, path) in dropIns)
            ReadInto(settings, box.ReadText(path));
        return settings;
    }

    private static void ReadInto(Dictionary<string, string> settings, string? text)
    {
        var section = "";
        foreach (var raw in (text ?? "").Split('\n'))
        {
            var line = raw.Trim();
            if (line.StartsWith('['))
                section = line;
            else if (section == "[Network]" && line.Length > 0 && line[0] is not ('#' or ';')
                && line.Split('=', 2) is [var key, var value])
                settings[key.Trim()] = value.Trim();
        }
    }

    private static bool ConnectivityChecked(DoctorInput input) =>
        input.Box.List("/usr/lib/NetworkManager/conf.d")
        .Any(static n => n.Contains("connectivity", StringComparison.Ordinal));

    private static bool IsNo(string? value) =>
        value?.ToUpperInvariant() is "NO" or "FALSE" or "0" or "OFF" or "N" or "F";
}
