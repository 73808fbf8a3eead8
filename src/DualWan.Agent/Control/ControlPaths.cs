namespace DualWan.Agent.Control;

/// <summary>The names inside the runtime directory.</summary>
internal static class ControlPaths
{
    public const string DefaultRuntimeDirectory = "/run/dualwan";

    public const string DefaultStateDirectory = "/var/lib/dualwan";

    public const string DefaultConfigFile = "/etc/dualwan/dualwan.yaml";

    public const string Group = "dualwan";

    /// <summary>sun_path of include/uapi/linux/un.h has 108 bytes, the last a zero.</summary>
    public const int MaxSocketPathBytes = 107;

    public static string Socket(string runtimeDirectory) => Path.Combine(runtimeDirectory, "control.sock");

    public static string ProcessId(string runtimeDirectory) => Path.Combine(runtimeDirectory, "pid");

    public static string Lock(string runtimeDirectory) => Path.Combine(runtimeDirectory, "lock");
}
