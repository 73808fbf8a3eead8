using System.Globalization;

namespace DualWan.Policy.Reading;

/// <summary>Whole numbers, decimal only: <c>010</c> is eight to some readers of YAML and ten to others, so it is
/// refused.</summary>
internal static class NumberText
{
    public static bool TryParse(string text, out int value, out string? hint)
    {
        hint = null;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value))
            return false;
        if (text.Length == 1 || text[0] != '0')
            return true;
        hint = $"did you mean '{value}'?";
        return false;
    }
}
