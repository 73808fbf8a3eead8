namespace DualWan.Netlink.Route;

/// <summary>Builds the text of an object in <c>ip</c>'s words, for messages that an administrator reads.</summary>
internal static class Words
{
    /// <summary>The words that are there, with a space between two.</summary>
    public static string Join(params ReadOnlySpan<string?> words)
    {
        var present = new List<string>(words.Length);
        foreach (var word in words)
        {
            if (!string.IsNullOrEmpty(word))
                present.Add(word);
        }

        return string.Join(' ', present);
    }

    /// <summary>"name value"; nothing where the value is absent.</summary>
    public static string? Of<T>(string name, T? value)
        where T : struct => value is { } known ? $"{name} {known}" : null;

    public static string? Of(string name, string? value) => value is null ? null : $"{name} {value}";

    /// <summary>"name value"; nothing where the value is 0, the kernel's word for absent.</summary>
    public static string? Unless0(string name, long value) => value == 0 ? null : $"{name} {value}";
}
