namespace DualWan.Benchmarks.Support;

/// <summary>A measurement that yields one or more figures.</summary>
/// <param name="Name">What a person writes to run it alone.</param>
/// <param name="What">One line for the list.</param>
internal sealed record Benchmark(string Name, string What, Func<BenchmarkOptions, BenchmarkReport, Task> Measure);
