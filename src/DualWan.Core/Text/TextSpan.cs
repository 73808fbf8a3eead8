namespace DualWan.Core.Text;

/// <summary>A piece of a source text, in UTF-16 units from its start.</summary>
internal readonly record struct TextSpan(int Start, int Length)
{
    public int End => Start + Length;
}
