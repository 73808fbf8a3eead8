using System.Globalization;

namespace DualWan.Benchmarks.Support;

/// <summary>What was measured again and again, in one unit.</summary>
internal sealed class Samples(string unit)
{
    private readonly List<double> _values = [];

    public string Unit => unit;

    public int Count => _values.Count;

    public double Min => _values.Min();

    public double Max => _values.Max();

    public double Mean => _values.Average();

    /// <summary>The middle one: a busy machine's outliers leave it alone.</summary>
    public double Median
    {
        get
        {
            var sorted = _values.Order().ToList();
            return sorted.Count % 2 == 1
                ? sorted[sorted.Count / 2]
                : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
        }
    }

    public static Samples Milliseconds() => new("ms");

    public void Add(double value) => _values.Add(value);

    public void Add(TimeSpan time) => Add(time.TotalMilliseconds);

    /// <summary>A value of this unit, as short as it says something.</summary>
    public string Text(double value) => Number(value) + (unit.Length == 0 ? "" : " " + unit);

    public string Range() => Count == 1 ? "" : $"{Number(Min)} .. {Number(Max)}";

    private static string Number(double value) => Math.Abs(value) switch
    {
        >= 1000 => value.ToString("#,##0", CultureInfo.InvariantCulture),
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("0.##", CultureInfo.InvariantCulture),
    };
}
