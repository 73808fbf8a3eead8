using System.Text.Json;
using DualWan.Agent.Demo;
using DualWan.Agent.Hosting;
using DualWan.Lab;
using DualWan.Policy.Templates;

namespace DualWan.Agent.Commands;

/// <summary>The bodies of the lab verbs.</summary>
internal static class LabEntry
{
    public static async Task<ExitCode> DemoAsync(CommandContext context, bool keep, CancellationToken cancellation)
    {
        var text = new DemoText(context.Json ? TextWriter.Null : context.Out);
        text.Title("a network of five namespaces; nothing else on this machine is touched");
        text.Picture();
        using var lab = Built();
        text.Title("the policy");
        text.Block(ExamplePolicy.Demo);
        var report = await new DemoRun(lab, text, context.Environment.Time).RunAsync(cancellation)
            .ConfigureAwait(false);
        if (context.Json)
            context.Out.WriteLine(JsonSerializer.Serialize(report, DemoJson.Default.DemoReport));
        if (keep)
            Keep(lab, text);
        return report.Passed ? ExitCode.Done : ExitCode.Refused;
    }

    public static Task<ExitCode> UpAsync(CommandContext context, CancellationToken cancellation)
    {
        using var lab = Built();
        Keep(lab, new DemoText(context.Out));
        return Task.FromResult(ExitCode.Done);
    }

    public static Task<ExitCode> DownAsync(CommandContext context, CancellationToken cancellation)
    {
        DemoLab.Remove();
        context.Out.WriteLine("the lab is gone");
        return Task.FromResult(ExitCode.Done);
    }

    private static DemoLab Built()
    {
        if (!Environment.IsPrivilegedProcess)
            throw new CommandException(ExitCode.Refused, "the lab makes network namespaces, which needs root",
                "sudo dualwan lab demo");
        try
        {
            return DemoLab.Start();
        }
        catch (LabException e)
        {
            throw new CommandException(
                ExitCode.Refused, "the lab can't be built here: " + e.Message.Split('\n')[0],
                "it needs the commands ip, nft and sysctl, and a kernel with network namespaces, veth and nftables");
        }
    }

    private static void Keep(DemoLab lab, DemoText text)
    {
        lab.Keep();
        var inside = $"ip netns exec {DemoLab.Prefix}-rt {Environment.ProcessPath}";
        text.Title("the lab stays up; try");
        text.Line($"sudo {inside} status --watch --runtime-dir {DemoLab.RuntimeDirectory}");
        text.Line($"sudo {inside} explain 10.0.0.10 1.1.1.1 tcp 443 --runtime-dir {DemoLab.RuntimeDirectory}");
        text.Line($"sudo ip -n {DemoLab.Prefix}-isp1 link set cust0 down   # cut isp1's cable");
        text.Line($"sudo ip netns exec {DemoLab.Prefix}-lan0 bash          # be the client");
        text.Line($"sudo {Environment.ProcessPath} lab down                # take it all away");
    }
}
