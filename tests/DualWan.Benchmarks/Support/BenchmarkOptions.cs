using DualWan.Benchmarks.Measurements;

namespace DualWan.Benchmarks.Support;

/// <summary>The command line.</summary>
/// <param name="Quick">Fewer repetitions: to see that everything works, not to quote.</param>
/// <param name="Names">Only these; empty for all.</param>
internal sealed record BenchmarkOptions(bool Quick, IReadOnlyList<string> Names)
{
    /// <summary>Null where the arguments make no sense or help was asked for.</summary>
    public static BenchmarkOptions? Parse(string[] arguments)
    {
        var names = arguments.Where(one => !one.StartsWith('-')).ToList();
        var switches = arguments.Where(one => one.StartsWith('-')).ToList();
        return switches.All(one => one == "--quick") && names.All(Catalogue.Has)
            ? new BenchmarkOptions(switches.Count > 0, names)
            : null;
    }

    public static int Usage()
    {
        Console.Error.WriteLine(
            "usage: dotnet run -c Release --project tests/DualWan.Benchmarks [-- [--quick] [NAME...]]   (as root)");
        foreach (var one in Catalogue.All)
            Console.Error.WriteLine($"  {one.Name,-12} {one.What}");
        return 64;
    }

    public bool Wants(string name) => Names.Count == 0 || Names.Contains(name);

    /// <summary>How often something is repeated.</summary>
    public int Repeat(int full, int quick) => Quick ? quick : full;
}
