using System.Text;

namespace DualWan.Policy.Reading;

/// <summary>Names: of uplinks and lists (ours), of interfaces (the kernel's) and of hosts (DNS).</summary>
internal static class NameText
{
    /// <summary>include/uapi/linux/if.h: IFNAMSIZ is 16 with the closing zero.</summary>
    private const int MaxInterfaceBytes = 15;

    public const string ExpectedUplink =
        "a name of 1 to 15 small letters, digits, '-' or '_' that begins with a letter";

    public const string ExpectedList =
        "a list name of 1 to 63 letters, digits, '-', '_' or '.' that begins with a letter or a digit";

    public const string ExpectedInterface = "an interface name of at most 15 characters such as enp1s0";

    /// <summary>Words that mean something else where an uplink's name may stand, and names of our own tables.</summary>
    private static readonly string[] Reserved =
    [
        "none", "any", "all", "auto", "router", "main", "local", "default", "unspec", "unmarked", "refuse", "ecmp",
    ];

    public static string? WhyNoUplinkName(string name)
    {
        if (Array.IndexOf(Reserved, name) >= 0)
            return $"'{name}' is a reserved word";
        if (name.EndsWith("-only", StringComparison.Ordinal))
            return "names that end in '-only' are used for the routing tables";
        return null;
    }

    public static bool IsUplinkName(string name) =>
        name.Length is > 0 and <= 15 && char.IsAsciiLetterLower(name[0]) && name.All(IsUplinkCharacter);

    public static bool IsListName(string name) =>
        name.Length is > 0 and <= 63 && char.IsAsciiLetterOrDigit(name[0])
        && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <summary>The nearest allowed name, or null.</summary>
    public static string? NearUplinkName(string name)
    {
        var characters = name.ToLowerInvariant().Select(static c => IsUplinkCharacter(c) ? c : '-');
        var near = string.Concat(characters).Trim('-');
        near = near.Length > 15 ? near[..15] : near;
        return near != name && IsUplinkName(near) && WhyNoUplinkName(near) is null ? near : null;
    }

    public static bool TryParseInterface(string text, out string name, out string? hint)
    {
        name = text;
        hint = WhyNoInterface(text);
        return hint is null && Encoding.UTF8.GetByteCount(text) <= MaxInterfaceBytes;
    }

    /// <summary>A name that DNS could know: labels of letters, digits, '-' and '_'.</summary>
    public static bool IsHostName(string text) =>
        text.Length is > 0 and <= 253 && text.TrimEnd('.').Split('.').All(IsLabel);

    /// <summary>Whether somebody who wrote this meant a name and not an address with an error in it.</summary>
    public static bool LooksLikeHostName(string text)
    {
        if (!IsHostName(text))
            return false;
        var last = text.TrimEnd('.').Split('.')[^1];
        return last.Length >= 2 && char.IsAsciiLetter(last[0]);
    }

    private static bool IsUplinkCharacter(char c) =>
        char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_';

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-'
        && label.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>net/core/dev.c, dev_valid_name(): no '/', ':' or space, not '.' or '..'. Beyond it: what nftables reads
    /// as a pattern or a quote ('*', '"', '\'), and '%', which the kernel reads as "give me a number".</summary>
    private static string? WhyNoInterface(string name)
    {
        if (name is "." or ".." or "all" or "default")
            return $"'{name}' is a reserved word";
        foreach (var c in name)
        {
            if (c == ':')
                return "an alias such as eth0:1 is an address, not an interface";
            if (c is '/' or '"' or '\\' or '*' or '%' or '!' or ',' || char.IsWhiteSpace(c) || char.IsControl(c))
                return char.IsControl(c) ? "a control character" : $"'{c}' can't be part of it";
        }

        return null;
    }
}
