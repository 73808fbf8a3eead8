using DualWan.Agent.Control;

namespace DualWan.Agent.Doctor;

/// <summary>The answer of <c>doctor --json</c>.</summary>
/// <param name="Checks">How many checks were made.</param>
internal sealed record DoctorReport(int Checks, int Errors, int Warnings, int Notes, IReadOnlyList<Problem> Problems)
{
    public static DoctorReport Of(DoctorInput input)
    {
        IReadOnlyList<Problem> problems = [.. DoctorChecks.All.SelectMany(check => check.Run(input))];
        return new DoctorReport(
            DoctorChecks.All.Count, Count(problems, Severity.Error), Count(problems, Severity.Warning),
            Count(problems, Severity.Note), [.. problems.OrderByDescending(static p => p.Severity)]);
    }

    private static int Count(IReadOnlyList<Problem> problems, Severity severity) =>
        problems.Count(p => p.Severity == severity);
}
