using System.Runtime.InteropServices;

namespace DualWan.Netlink.Interop;

/// <summary>chown(2), which .NET lacks.</summary>
internal static partial class FileOwner
{
    private const uint Unchanged = uint.MaxValue;

    /// <summary>Gives a file to a group; false where the caller may not.</summary>
    public static bool TrySetGroup(string path, uint group) => chown(path, Unchanged, group) == 0;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chown(string path, uint owner, uint group);
}
