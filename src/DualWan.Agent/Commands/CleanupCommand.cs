using System.CommandLine;
using DualWan.Agent.Hosting;

namespace DualWan.Agent.Commands;

/// <summary><c>dualwan cleanup</c></summary>
internal static class CleanupCommand
{
    public static Command Create(CommandFactory verbs)
    {
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        return verbs.Create(
            "cleanup", "Remove everything of dualwan's from the kernel; needs no config and no agent",
            context => Run(context, context.Get(yes)), yes);
    }

    private static ExitCode Run(CommandContext context, bool yes)
    {
        // Held until the end: an agent that starts meanwhile would put back what is being removed.
        using var held = RuntimeLock.Take(context.RuntimeDirectory);
        var work = context.Environment.CreateKernelWork();
        var plan = work.Cleanup(context.StateDirectory, apply: false);
        if (plan.Operations.Count == 0)
        {
            context.Out.WriteLine("nothing of dualwan's is in the kernel");
            return ExitCode.Done;
        }

        if (!yes && !Confirmed(context, plan))
            return ExitCode.InputWrong;
        var report = work.Cleanup(context.StateDirectory, apply: true);
        foreach (var remark in report.Remarks)
            context.Out.WriteLine(remark);
        if (report.Failures.Count > 0)
        {
            throw new CommandException(
                ExitCode.Refused,
                $"the kernel refused {report.Failures.Count} of {report.Operations.Count}: {report.Failures[0]}",
                "see 'sudo dualwan doctor', then run cleanup again: it goes on with what is left");
        }

        context.Out.WriteLine($"removed: {report.Operations.Count} operations done");
        return ExitCode.Done;
    }

    private static bool Confirmed(CommandContext context, CleanupReport plan)
    {
        foreach (var operation in plan.Operations)
            context.Out.WriteLine(operation);
        if (!context.Environment.InIsTerminal)
        {
            throw new CommandException(
                ExitCode.InputWrong, "nothing was removed: this needs a yes", "sudo dualwan cleanup --yes");
        }

        context.Out.Write($"Do these {plan.Operations.Count} operations? [y/N] ");
        context.Out.Flush();
        return context.Environment.In.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
