using System.Globalization;

namespace DualWan.Core.Text;

/// <summary>A place in a file; line and column count from 1.</summary>
internal readonly record struct TextLocation(string FileName, int Line, int Column)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{FileName}:{Line}:{Column}");
}
