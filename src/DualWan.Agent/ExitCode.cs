namespace DualWan.Agent;

/// <summary>What the process ends with (design.md section 8).</summary>
internal enum ExitCode
{
    Done = 0,

    /// <summary>The file, name or address that the user gave is wrong.</summary>
    InputWrong = 1,

    /// <summary>The kernel or the agent refused; also the bad end of <c>status --check</c>.</summary>
    Refused = 2,

    NoAgent = 3,

    /// <summary>The command line itself is wrong (sysexits.h EX_USAGE).</summary>
    Usage = 64,
}
