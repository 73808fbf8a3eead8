using DualWan.Agent.Commands;

namespace DualWan.Agent.Tests.Support;

/// <summary>Runs a verb in this process, as Main would.</summary>
internal sealed class Verb
{
    private Verb(int exitCode, string output, string error)
    {
        ExitCode = exitCode;
        Output = output;
        Error = error;
    }

    public int ExitCode { get; }

    public string Output { get; }

    public string Error { get; }

    public static Task<Verb> RunAsync(params string[] args) => RunAsync(static e => e, args);

    /// <param name="change">Makes the environment that the test wants from the plain one.</param>
    public static async Task<Verb> RunAsync(Func<TestEnvironment, TestEnvironment> change, params string[] args)
    {
        var settings = change(new TestEnvironment());
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(args, settings.ToEnvironment(output, error));
        return new Verb(exitCode, output.ToString(), error.ToString());
    }
}
