using DualWan.Core.Text;
using DualWan.Policy.Model;

namespace DualWan.Policy;

/// <summary>What reading a file gave.</summary>
/// <param name="Policy">Null where there is any error: a file that is wrong in one place configures nothing.</param>
/// <param name="Diagnostics">Errors and warnings.</param>
internal sealed record PolicyResult(PolicyDocument? Policy, DiagnosticBag Diagnostics);
