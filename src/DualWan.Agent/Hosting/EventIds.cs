namespace DualWan.Agent.Hosting;

/// <summary>The numbers of log lines: stable, so that a filter keeps working when a text changes.</summary>
internal static class EventIds
{
    public const int Started = 101;
    public const int Ready = 102;
    public const int Stopped = 103;
    public const int Suspended = 104;
    public const int ConfigDiagnostic = 111;
    public const int Reloaded = 112;
    public const int ReloadRefused = 113;
    public const int ConfigWarning = 114;
    public const int Operation = 121;

    public const int Trouble = 199;
    public const int Change = 200;
    public const int GatewayLearned = 208;

    public const int Applied = 301;
    public const int Repaired = 303;
    public const int KernelRefused = 304;
    public const int Overrun = 305;

    public const int ProblemRaised = 401;
    public const int ProblemGone = 402;

    public const int LoopDefect = 501;
}
