namespace DualWan.Agent.Control;

/// <summary>The answer to an operation.</summary>
/// <param name="Message">One line: what was done, or why not.</param>
/// <param name="Hint">What to do about a refusal, or null.</param>
internal sealed record OperationResult(OperationOutcome Outcome, string Message, string? Hint = null);
