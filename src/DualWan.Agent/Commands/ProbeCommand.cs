using System.CommandLine;
using System.Text.Json;
using DualWan.Agent.Control;
using DualWan.Agent.Rendering;

namespace DualWan.Agent.Commands;

/// <summary><c>dualwan probe UPLINK [TARGET]</c></summary>
internal static class ProbeCommand
{
    public static Command Create(CommandFactory verbs)
    {
        var uplink = CommandFactory.Word<string>("UPLINK", "The uplink's name in the policy");
        var target = CommandFactory.Word<string?>("TARGET", "As a monitor in the policy: 1.1.1.1, tcp:1.0.0.1:443, ...",
            required: false);
        var count = new Option<int>("--count", "-n")
        {
            Description = "How many probes (1 to 1000)",
            DefaultValueFactory = static _ => 5,
            HelpName = "COUNT",
        };
        count.Validators.Add(static result =>
        {
            if (result.Tokens is [var token]
                && !(int.TryParse(token.Value, out var value) && value is >= 1 and <= 1000))
                result.AddError("--count takes a number from 1 to 1000");
        });
        return verbs.Create(
            "probe", "Ping through one uplink and no other",
            context => Run(context, context.Get(uplink)!, context.Get(target), context.Get(count)),
            uplink, target, count, verbs.Options.Json);
    }

    /// <summary>Done where at least one probe was answered.</summary>
    private static ExitCode Run(CommandContext context, string uplink, string? target, int count)
    {
        var query = $"/v1/probe?uplink={Uri.EscapeDataString(uplink)}&count={count}"
            + (target is null ? "" : $"&target={Uri.EscapeDataString(target)}");
        using var response = context.Client().Send("POST", query, follow: true);
        if (!response.Succeeded)
            throw AgentCall.Failure(response);
        var lines = new List<ProbeLine>();
        foreach (var text in response.ReadLines())
        {
            var line = JsonSerializer.Deserialize(text, ControlJson.Line.ProbeLine) ?? throw ControlClient.Broken();
            lines.Add(line);
            if (line.State == "error")
                throw new CommandException(ExitCode.InputWrong, line.Text);
            context.Out.WriteLine(context.Json ? text : context.Palette.Paint(line.Text, StyleOf(line.State)));
            context.Out.Flush();
        }

        if (!context.Json)
            context.Out.WriteLine(Summary(lines));
        return lines.Exists(static l => l.State == "reply") ? ExitCode.Done : ExitCode.Refused;
    }

    private static string Summary(List<ProbeLine> lines)
    {
        var times = lines.Where(static l => l.RttMs is not null).Select(static l => l.RttMs!.Value).ToList();
        var loss = lines.Count == 0 ? 100 : 100.0 * (lines.Count - times.Count) / lines.Count;
        var rtt = times.Count == 0
            ? ""
            : $", rtt {HumanText.Milliseconds(times.Min())} / {HumanText.Milliseconds(times.Average())} / "
                + $"{HumanText.Milliseconds(times.Max())} (min / mean / max)";
        return $"{lines.Count} sent, {times.Count} answered, {HumanText.Percent(loss)} lost{rtt}";
    }

    private static TextStyle StyleOf(string state) => state == "reply" ? TextStyle.Plain : TextStyle.Warning;
}
