using DualWan.Agent.Hosting;
using DualWan.Agent.Rendering;
using DualWan.Testing;
using Microsoft.Extensions.Logging;

namespace DualWan.Agent.Tests.Hosting;

public sealed class AgentLoggerTests
{
    [Fact]
    public void For_the_journal_each_line_begins_with_its_priority()
    {
        var text = Write(journal: true, static log =>
        {
            AgentLog.Trouble(log, "[FAILOVER] isp1 DOWN - all monitors failed");
            AgentLog.KernelRefused(log, "ip rule add pref 20900", "no such device");
            AgentLog.Applied(log, 3, 7);
        });

        Assert.Equal(
            "<4>[FAILOVER] isp1 DOWN - all monitors failed\n<3>[KERNEL] refused: ip rule add pref 20900: no such "
                + "device\n"
            + "<6>[KERNEL] 3 changes, generation 7\n", text);
    }

    [Fact]
    public void A_report_of_many_lines_has_the_priority_on_each()
    {
        var text = Write(journal: true, static log =>
            AgentLog.LoopDefect(log, "tick", new InvalidOperationException("a\nb")));

        Assert.All(text.TrimEnd('\n').Split('\n'), static line =>
            Assert.StartsWith("<2>", line, StringComparison.Ordinal));
    }

    [Fact]
    public void For_a_person_each_line_begins_with_the_time() => Assert.Equal(
        "00:00:00.000 [FAILOVER] isp1 UP - 5 good rounds\n",
        Write(journal: false, static log => AgentLog.Change(log, "[FAILOVER] isp1 UP - 5 good rounds")));

    [Fact]
    public void The_web_servers_own_chatter_is_left_out()
    {
        using var output = new StringWriter();
        using var provider = new AgentLoggerProvider(output, true, Palette.None, new ManualTimeProvider());
        var log = provider.CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics");

        Assert.False(log.IsEnabled(LogLevel.Information));
        Assert.True(log.IsEnabled(LogLevel.Error));
    }

    private static string Write(bool journal, Action<ILogger> write)
    {
        using var output = new StringWriter();
        using var loggers = AgentLoggerProvider.CreateFactory(
            output, isTerminal: !journal, Palette.None, name => name == "JOURNAL_STREAM" ? "8:1234" : null,
            new ManualTimeProvider());
        write(loggers.CreateLogger("agent"));
        return output.ToString();
    }
}
