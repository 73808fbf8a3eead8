using System.Globalization;

namespace DualWan.Agent.Doctor;

/// <summary>What this process may do, by /proc/self/status.</summary>
internal static class ProcessRights
{
    // include/uapi/linux/capability.h
    public const int NetAdmin = 12;
    public const int NetRaw = 13;

    public static bool IsRoot(IBoxReader box) => Field(box, "Uid:")?.Split('\t')[0] == "0";

    /// <summary>An effective capability; true where the file can't be read: then the kernel tells.</summary>
    public static bool Has(IBoxReader box, int capability) =>
        !ulong.TryParse(Field(box, "CapEff:"), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var effective)
        || (effective >> capability & 1) == 1;

    private static string? Field(IBoxReader box, string name)
    {
        foreach (var line in (box.ReadText("/proc/self/status") ?? "").Split('\n'))
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
                return line[name.Length..].Trim();
        }

        return null;
    }
}
