using DualWan.Agent.Control;

namespace DualWan.Agent.Commands;

/// <summary>Requests to the agent whose failures are lines for the user.</summary>
internal static class AgentCall
{
    /// <summary>Sends a request that must succeed.</summary>
    public static ControlResponse Get(CommandContext context, string target, bool follow = false)
    {
        var response = context.Client().Send("GET", target, follow: follow);
        return response.Succeeded ? response : throw Failure(response);
    }

    /// <summary>What an answer that is no success says.</summary>
    public static CommandException Failure(ControlResponse response)
    {
        using (response)
        {
            var report = response.ReadJson(ControlJson.Line.ErrorReport);
            var code = response.Status is 400 or 404 or 422 ? ExitCode.InputWrong : ExitCode.Refused;
            return new CommandException(code, report.Error, report.Hint);
        }
    }
}
