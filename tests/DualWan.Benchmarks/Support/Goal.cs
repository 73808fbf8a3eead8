namespace DualWan.Benchmarks.Support;

/// <summary>A number to reach.</summary>
/// <param name="Limit">In the unit of the samples.</param>
/// <param name="Of">The statistic that is held against it.</param>
internal sealed record Goal(double Limit, bool AtLeast, Statistic Of)
{
    /// <summary>The median must not be above it.</summary>
    public static Goal AtMost(double limit, Statistic of = Statistic.Median) => new(limit, false, of);

    public static Goal NotBelow(double limit, Statistic of = Statistic.Median) => new(limit, true, of);

    public double Judged(Samples samples) => Of switch
    {
        Statistic.Mean => samples.Mean,
        Statistic.Max => samples.Max,
        _ => samples.Median,
    };

    public bool IsMet(Samples samples) => AtLeast ? Judged(samples) >= Limit : Judged(samples) <= Limit;
}
