using System.Globalization;
using System.Text;

namespace DualWan.Core.Reconciliation;

/// <summary>One rule in nft's language, without a comment: the comment is the hash of the text.</summary>
internal sealed record NftRule(string Text)
{
    /// <summary>What the rule carries in the kernel (userdata): <c>dw:</c> and 64 bits of the source's hash.</summary>
    public string Comment { get; } = "dw:" + Hash(Text);

    private static string Hash(string text)
    {
        // FNV-1a, 64 bit: stable over versions and machines, which string.GetHashCode is not.
        var hash = 14695981039346656037UL;
        foreach (var b in Encoding.UTF8.GetBytes(text))
            hash = (hash ^ b) * 1099511628211UL;
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
