using Microsoft.Extensions.Logging;

namespace DualWan.Agent.Hosting;

/// <summary>Every line that the agent logs: one per change, with its number.</summary>
internal static partial class AgentLog
{
    [LoggerMessage(EventIds.Started, LogLevel.Information,
        "[AGENT] dualwan {version} starts with {config}, control socket {socket}")]
    public static partial void Started(ILogger log, string version, string config, string socket);

    [LoggerMessage(EventIds.Ready, LogLevel.Information, "[AGENT] ready: {summary}")]
    public static partial void Ready(ILogger log, string summary);

    [LoggerMessage(EventIds.Stopped, LogLevel.Information,
        "[AGENT] stopped; forwarding stays as it is ('dualwan cleanup' removes it)")]
    public static partial void Stopped(ILogger log);

    [LoggerMessage(EventIds.Suspended, LogLevel.Information,
        "[AGENT] the machine was suspended for {seconds} s: probes in flight count for nothing")]
    public static partial void Suspended(ILogger log, long seconds);

    [LoggerMessage(EventIds.ConfigDiagnostic, LogLevel.Error, "[CONFIG] {file}:{line}:{column}: {message}")]
    public static partial void ConfigDiagnostic(ILogger log, string file, int line, int column, string message);

    [LoggerMessage(EventIds.ConfigWarning, LogLevel.Warning, "[CONFIG] {file}:{line}:{column}: {message}")]
    public static partial void ConfigWarning(ILogger log, string file, int line, int column, string message);

    [LoggerMessage(EventIds.Reloaded, LogLevel.Information,
        "[CONFIG] {file} is in force: {changes} changes, generation {generation}")]
    public static partial void Reloaded(ILogger log, string file, int changes, long generation);

    [LoggerMessage(EventIds.ReloadRefused, LogLevel.Error,
        "[CONFIG] {file} was not applied, the old config stays in force: {reason}")]
    public static partial void ReloadRefused(ILogger log, string file, string reason);

    [LoggerMessage(EventIds.Operation, LogLevel.Information, "[CONTROL] {uplink}: {action} by {caller}")]
    public static partial void Operation(ILogger log, string uplink, string action, string caller);

    [LoggerMessage(EventIds.Trouble, LogLevel.Warning, "{text}")]
    public static partial void Trouble(ILogger log, string text);

    [LoggerMessage(EventIds.Change, LogLevel.Information, "{text}")]
    public static partial void Change(ILogger log, string text);

    [LoggerMessage(EventIds.GatewayLearned, LogLevel.Information, "[UPLINK] {uplink} gateway {gateway} on {device}")]
    public static partial void GatewayLearned(ILogger log, string uplink, string gateway, string device);

    [LoggerMessage(EventIds.Applied, LogLevel.Information, "[KERNEL] {changes} changes, generation {generation}")]
    public static partial void Applied(ILogger log, int changes, long generation);

    [LoggerMessage(EventIds.Repaired, LogLevel.Warning,
        "[KERNEL] put back {count} objects that somebody removed or changed, first: {first}")]
    public static partial void Repaired(ILogger log, int count, string first);

    [LoggerMessage(EventIds.KernelRefused, LogLevel.Error, "[KERNEL] refused: {operation}: {reason}")]
    public static partial void KernelRefused(ILogger log, string operation, string reason);

    [LoggerMessage(EventIds.Overrun, LogLevel.Warning, "[KERNEL] events were lost, everything is read again")]
    public static partial void Overrun(ILogger log);

    [LoggerMessage(EventIds.ProblemRaised, LogLevel.Warning, "[PROBLEM] {code}: {title}")]
    public static partial void ProblemRaised(ILogger log, string code, string title);

    [LoggerMessage(EventIds.ProblemGone, LogLevel.Information, "[PROBLEM] {code}: solved")]
    public static partial void ProblemGone(ILogger log, string code);

    [LoggerMessage(EventIds.LoopDefect, LogLevel.Critical, "[AGENT] the loop failed on {what}")]
    public static partial void LoopDefect(ILogger log, string what, Exception exception);
}
