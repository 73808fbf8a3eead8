using System.CommandLine;
using System.Text;
using DualWan.Agent.Control;
using DualWan.Agent.Rendering;

namespace DualWan.Agent.Commands;

/// <summary><c>dualwan explain SRC DST [PROTO [PORT]]</c></summary>
internal static class ExplainCommand
{
    public static Command Create(CommandFactory verbs)
    {
        var source = CommandFactory.Word<string>("SRC", "Source address");
        var destination = CommandFactory.Word<string>("DST", "Destination address");
        var protocol = CommandFactory.Word<string?>("PROTO", "tcp, udp, icmp or a number", required: false);
        var port = CommandFactory.Word<ushort?>("PORT", "Destination port", required: false);
        var sourcePort = new Option<ushort?>("--source-port")
        {
            Description = "Source port, where a classifier looks at it",
            HelpName = "PORT",
        };
        var device = new Option<string?>("--in")
        {
            Description = "The interface it comes in by; lo: the router's own",
            HelpName = "INTERFACE",
        };
        return verbs.Create(
            "explain", "Say which rule, mark, table and uplink a packet would get, and why",
            context => Run(context, new ExplainQuery(
                context.Get(source)!, context.Get(destination)!, context.Get(protocol), context.Get(port),
                context.Get(sourcePort), context.Get(device))),
            source, destination, protocol, port, sourcePort, device, verbs.Options.Json);
    }

    private static ExitCode Run(CommandContext context, ExplainQuery query)
    {
        using var response = AgentCall.Get(context, Target(query));
        if (context.Json)
            context.Out.Write(response.ReadText());
        else
            context.Out.Write(new ExplainRenderer(context.Palette)
                .Render(response.ReadJson(ControlJson.Line.ExplainReport)));
        return ExitCode.Done;
    }

    private static string Target(ExplainQuery query)
    {
        var target = new StringBuilder("/v1/explain?");
        target.Append("src=").Append(Uri.EscapeDataString(query.Source));
        target.Append("&dst=").Append(Uri.EscapeDataString(query.Destination));
        Append(target, "proto", query.Protocol);
        Append(target, "port", query.Port?.ToString());
        Append(target, "sport", query.SourcePort?.ToString());
        Append(target, "in", query.InInterface);
        return target.ToString();
    }

    private static void Append(StringBuilder target, string name, string? value)
    {
        if (value is not null)
            target.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
    }
}
