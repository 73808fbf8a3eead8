namespace DualWan.Core.Reconciliation;

/// <summary>An operation that the kernel refused, and its words (without the operation).</summary>
/// <param name="Errno">The positive error number, 0 where there is none (libnftables).</param>
internal sealed record ApplyFailure(KernelOperation Operation, int Errno, string Message);
