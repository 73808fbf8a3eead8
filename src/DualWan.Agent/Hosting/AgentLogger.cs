using Microsoft.Extensions.Logging;

namespace DualWan.Agent.Hosting;

/// <summary>A category's logger: filters by level and hands on.</summary>
internal sealed class AgentLogger(AgentLoggerProvider provider, LogLevel least) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            provider.Write(logLevel, formatter(state, exception), exception);
    }
}
