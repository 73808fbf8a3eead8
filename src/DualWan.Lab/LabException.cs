using System.Runtime.InteropServices;

namespace DualWan.Lab;

/// <summary>
/// The lab could not be built or a command of it failed: the machine's fault or the test's, never a verdict.
/// </summary>
internal sealed class LabException(string message) : Exception(message)
{
    /// <summary>Names the failed call and the errno that the last P/Invoke left.</summary>
    public static LabException FromErrno(string call)
    {
        var errno = Marshal.GetLastPInvokeError();
        return new LabException($"{call}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})");
    }
}
