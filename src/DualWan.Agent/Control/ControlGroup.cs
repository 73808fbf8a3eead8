using System.Globalization;
using DualWan.Netlink.Interop;

namespace DualWan.Agent.Control;

/// <summary>Gives a file to the group <c>dualwan</c> where the box has one: its members may ask and operate the
/// agent.</summary>
internal static class ControlGroup
{
    /// <summary>Sets the group and, where given, the mode. Without the group, or without the right, the file stays its
    /// owner's alone: that shuts the door, never opens it.</summary>
    public static void Give(string path, UnixFileMode? mode)
    {
        if (Find(ReadGroups(), ControlPaths.Group) is { } group)
            FileOwner.TrySetGroup(path, group);
        if (mode is { } bits)
            File.SetUnixFileMode(path, bits);
    }

    /// <summary>The number of a group in the text of group(5), or null.</summary>
    public static uint? Find(string groups, string name)
    {
        foreach (var line in groups.AsSpan().EnumerateLines())
        {
            if (!line.StartsWith(name, StringComparison.Ordinal) || line.Length <= name.Length
                || line[name.Length] != ':')
                continue;
            var rest = line[(name.Length + 1)..];
            rest = rest[(rest.IndexOf(':') + 1)..];
            var end = rest.IndexOf(':');
            if (end > 0 && uint.TryParse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return number;
        }

        return null;
    }

    private static string ReadGroups()
    {
        try
        {
            return File.ReadAllText("/etc/group");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
