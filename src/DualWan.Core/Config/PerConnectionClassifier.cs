using System.Globalization;

namespace DualWan.Core.Config;

/// <summary>per-connection-classifier=FIELDS:DENOMINATOR/REMAINDER (PC-01); a remainder not below the denominator never
/// matches (PC-03).</summary>
internal sealed record PerConnectionClassifier(PccFields Fields, uint Denominator, uint Remainder)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{PccFieldsText.ToText(Fields)}:{Denominator}/{Remainder}");
}
