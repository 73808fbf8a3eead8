namespace DualWan.Benchmarks.Support;

/// <summary>One line of the table.</summary>
internal sealed record Figure(string What, Samples Measured)
{
    /// <summary>Null for a figure that only helps to read another.</summary>
    public Goal? Goal { get; init; }

    /// <summary>The statistic that is shown where there is no goal.</summary>
    public Statistic Shown { get; init; }

    /// <summary>What a plain kernel, or the tool that a user would take, reaches in the same run.</summary>
    public Samples? Floor { get; init; }

    /// <summary>What the floor is, or why there is none.</summary>
    public string FloorIs { get; init; } = "";

    /// <summary>The one-minute load average when it was measured.</summary>
    public string Load { get; init; } = "";

    public string MeasuredText => (Goal?.Of ?? Shown) switch
    {
        Statistic.Mean => $"mean {Measured.Text(Measured.Mean)}",
        Statistic.Max when Measured.Count > 1 => $"max {Measured.Text(Measured.Max)}",
        _ => Measured.Text(Measured.Median),
    };

    public string GoalText => Goal is null ? "" : (Goal.AtLeast ? ">= " : "<= ") + Measured.Text(Goal.Limit);

    public string FloorText => (Floor, FloorIs) switch
    {
        ({ } floor, "") => floor.Text(Statistical(floor)),
        ({ } floor, var text) => $"{floor.Text(Statistical(floor))} ({text})",
        (null, var text) => text,
    };

    /// <summary>Measured over floor.</summary>
    public string RatioText => Floor is null || Statistical(Floor) == 0
        ? "" : (Statistical(Measured) / Statistical(Floor)).ToString("0.00");

    public string ResultText => Goal is null ? "" : Goal.IsMet(Measured) ? "ok" : "missed";

    private double Statistical(Samples samples) => (Goal ?? Goal.AtMost(0, Shown)).Judged(samples);
}
