using System.Globalization;

namespace DualWan.Core.Config;

/// <summary>How many monitors must answer for a round to be good.</summary>
/// <param name="Count">At least so many; 0 stands for all.</param>
internal readonly record struct UpWhen(int Count)
{
    public static UpWhen Any => new(1);

    public static UpWhen All => new(0);

    /// <summary>The number of answers needed of <paramref name="monitors"/>; never more than there are.</summary>
    public int Needed(int monitors) => Count == 0 ? monitors : Math.Min(Count, monitors);

    public override string ToString() => Count switch
    {
        0 => "all",
        1 => "any",
        _ => Count.ToString(CultureInfo.InvariantCulture),
    };
}
