using System.Globalization;
using System.Text;
using DualWan.Core.Net;

namespace DualWan.Core.Classification;

/// <summary>Names of the config made safe for nftables, whose words (fwd, all, in) break a naked one (K-33).</summary>
internal static class NftNames
{
    /// <summary>IFNAMSIZ less the end.</summary>
    private const int MaxInterfaceBytes = 15;

    /// <summary>A set's name, the same for the same list for ever: by it the elements are found again.</summary>
    public static string Set(string list, IpFamily family) =>
        string.Create(CultureInfo.InvariantCulture,
            $"l{(family == IpFamily.IPv4 ? 4 : 6)}_{Hash(list):x8}{Readable(list)}");

    public static string Chain(string prefix, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}_{Hash(name):x8}{Readable(name)}");

    /// <summary>The name in quotes, or null where no Linux interface can have it (or nftables can't say it).</summary>
    public static string? Interface(string name)
    {
        if (name is "" or "." or ".." || Encoding.UTF8.GetByteCount(name) > MaxInterfaceBytes
            || name.Any(static c => c is '"' or '\\' or '/' or ':' || char.IsWhiteSpace(c) || char.IsControl(c)))
            return null;
        // A star at the end would stand for every name that begins so.
        return name.EndsWith('*') ? $"\"{name[..^1]}\\*\"" : $"\"{name}\"";
    }

    /// <summary>For the eye only; the hash tells the names apart.</summary>
    private static string Readable(string name)
    {
        var letters = new string([.. name.Where(char.IsAsciiLetterOrDigit).Take(9)]);
        return letters.Length == 0 ? "" : $"_{letters}";
    }

    /// <summary>FNV-1a.</summary>
    private static uint Hash(string name)
    {
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ b) * 16777619u;
        return hash;
    }
}
