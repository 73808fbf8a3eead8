namespace DualWan.Agent.Control;

/// <summary>The answer to a reload. A config that is wrong or refused leaves the old one in force.</summary>
/// <param name="Applied">The new config is in force.</param>
/// <param name="InputWrong">It was not applied because the file is wrong (else: because the kernel refused).</param>
/// <param name="Changes">How many operations the kernel was given.</param>
internal sealed record ReloadResult(
    bool Applied, bool InputWrong, string Message, long Generation, int Changes,
    IReadOnlyList<DiagnosticRecord> Diagnostics);
