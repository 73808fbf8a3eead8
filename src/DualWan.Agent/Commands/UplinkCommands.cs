using System.CommandLine;
using System.Text.Json;
using DualWan.Agent.Control;

namespace DualWan.Agent.Commands;

/// <summary><c>dualwan uplink disable|enable|drain|failback NAME</c></summary>
internal static class UplinkCommands
{
    public static Command Create(CommandFactory verbs)
    {
        var uplink = new Command("uplink", "Take an uplink out of use, or back, at run time");
        uplink.Subcommands.Add(Operation(verbs, "disable", "Out of use now; its connections are reset or moved"));
        uplink.Subcommands.Add(Operation(verbs, "enable", "In use again after disable or drain"));
        uplink.Subcommands.Add(Operation(verbs, "drain", "No new connections; old ones end by themselves"));
        uplink.Subcommands.Add(Operation(verbs, "failback",
            "Back to it now, without waiting for its failback setting"));
        return uplink;
    }

    private static Command Operation(CommandFactory verbs, string verb, string description)
    {
        var name = CommandFactory.Word<string>("NAME", "The uplink's name in the policy");
        return verbs.Create(verb, description, context => Run(context, verb, context.Get(name)!), name,
            verbs.Options.Json);
    }

    private static ExitCode Run(CommandContext context, string verb, string name)
    {
        using var response = context.Client().Send("POST", $"/v1/uplinks/{Uri.EscapeDataString(name)}/{verb}");
        if (response.Status is not (200 or 404 or 409))
            throw AgentCall.Failure(response);
        var result = response.ReadJson(ControlJson.Line.OperationResult);
        if (context.Json)
            context.Out.WriteLine(JsonSerializer.Serialize(result, ControlJson.Line.OperationResult));
        var code = result.Outcome switch
        {
            OperationOutcome.Done => ExitCode.Done,
            OperationOutcome.NoSuchUplink => ExitCode.InputWrong,
            _ => ExitCode.Refused,
        };
        if (code != ExitCode.Done)
            throw new CommandException(code, result.Message, result.Hint);
        if (!context.Json)
            context.Out.WriteLine(result.Message);
        return code;
    }
}
