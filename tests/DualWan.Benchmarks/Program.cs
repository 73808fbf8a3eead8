using DualWan.Benchmarks.Measurements;

// The figures of the design, measured. One benchmark that fails does not take the others along.
if (BenchmarkOptions.Parse(args) is not { } options)
    return BenchmarkOptions.Usage();
var benchmarks = Catalogue.All.Where(one => options.Wants(one.Name)).ToList();
if (benchmarks.Count == 0)
    return BenchmarkOptions.Usage();

Console.WriteLine(Machine.Describe());
var report = new BenchmarkReport();
foreach (var benchmark in benchmarks)
{
    Console.Error.WriteLine($"{DateTime.UtcNow:HH:mm:ss} {benchmark.Name}: {benchmark.What}");
    try
    {
        await benchmark.Measure(options, report);
    }
#pragma warning disable CA1031 // Whatever went wrong is told in the table; the other figures are still worth having.
    catch (Exception e)
#pragma warning restore CA1031
    {
        report.Failed(benchmark.Name, e);
    }
}

Console.WriteLine();
Console.Write(report.Text());
Console.WriteLine($"\nload average at the end: {Machine.Load()}");
return report.Failures == 0 ? 0 : 1;
