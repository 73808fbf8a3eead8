using DualWan.Core.Net;

namespace DualWan.Core.Classification;

/// <summary>Part of an nftables rule.</summary>
/// <param name="Text">Statements; may be empty.</param>
/// <param name="Family">The only family it is for, or null.</param>
internal readonly record struct TextFragment(string Text, IpFamily? Family = null)
{
    /// <summary>What always holds.</summary>
    public static TextFragment Always => new("");

    /// <summary>Both, or null where no packet is of both families.</summary>
    public TextFragment? And(TextFragment other)
    {
        if (Family is { } mine && other.Family is { } theirs && mine != theirs)
            return null;
        var text = Text.Length == 0 ? other.Text : other.Text.Length == 0 ? Text : $"{Text} {other.Text}";
        return new TextFragment(text, Family ?? other.Family);
    }

    /// <summary>Every combination of the alternatives of both.</summary>
    public static List<TextFragment> Product(List<TextFragment> left, List<TextFragment> right)
    {
        var result = new List<TextFragment>();
        foreach (var first in left)
        {
            foreach (var second in right)
            {
                if (first.And(second) is { } both)
                    result.Add(both);
            }
        }

        return result;
    }
}
