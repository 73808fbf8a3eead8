using System.Globalization;
using System.Text;
using DualWan.Agent.Rendering;
using Microsoft.Extensions.Logging;

namespace DualWan.Agent.Hosting;

/// <summary>
/// Writes log lines to one writer: with sd-daemon(3) priority prefixes for the journal, or with the time for a person.
/// The web server's own chatter is left out below a warning.
/// </summary>
internal sealed class AgentLoggerProvider(TextWriter output, bool journal, Palette palette, TimeProvider time)
    : ILoggerProvider
{
    private readonly Lock _lock = new();

    /// <summary>Standard error, in the form that its reader understands.</summary>
    /// <param name="variable">Reads an environment variable; JOURNAL_STREAM says that systemd reads along.</param>
    public static ILoggerFactory CreateFactory(
        TextWriter output, bool isTerminal, Palette palette, Func<string, string?> variable, TimeProvider time)
    {
        var journal = !isTerminal && !string.IsNullOrEmpty(variable("JOURNAL_STREAM"));
        return new LoggerFactory([new AgentLoggerProvider(output, journal, palette, time)]);
    }

    public ILogger CreateLogger(string categoryName) => new AgentLogger(
        this, categoryName.StartsWith("Microsoft.", StringComparison.Ordinal)
        ? LogLevel.Warning : LogLevel.Information);

    public void Dispose()
    {
    }

    internal void Write(LogLevel level, string text, Exception? exception)
    {
        var line = new StringBuilder();
        if (!journal)
        {
            var now = time.GetLocalNow().ToString("HH:mm:ss.fff ", CultureInfo.InvariantCulture);
            line.Append(palette.Paint(now, TextStyle.Dim));
        }

        var body = exception is null ? text : $"{text}\n{exception}";
        if (journal)
            line.AppendJoin('\n', body.Split('\n').Select(part => $"<{Priority(level)}>{part}"));
        else
            line.Append(palette.Paint(body, StyleOf(level)));
        lock (_lock)
        {
            output.Write(line.Append('\n').ToString());
            output.Flush();
        }
    }

    /// <summary>syslog(3) levels.</summary>
    private static int Priority(LogLevel level) => level switch
    {
        LogLevel.Critical => 2,
        LogLevel.Error => 3,
        LogLevel.Warning => 4,
        LogLevel.Information => 6,
        _ => 7,
    };

    private static TextStyle StyleOf(LogLevel level) => level switch
    {
        LogLevel.Critical or LogLevel.Error => TextStyle.Bad,
        LogLevel.Warning => TextStyle.Warning,
        _ => TextStyle.Plain,
    };
}
