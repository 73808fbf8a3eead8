using DualWan.Agent.Commands;

namespace DualWan.Agent;

/// <summary>The executable <c>dualwan</c>.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => CommandLine.RunAsync(args, CommandEnvironment.OfProcess());
}
