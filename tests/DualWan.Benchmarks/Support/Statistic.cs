namespace DualWan.Benchmarks.Support;

/// <summary>Which number stands for many.</summary>
internal enum Statistic
{
    Median,
    Mean,
    Max,
}
