using DualWan.Agent.Doctor;
using DualWan.Agent.Loop;
using DualWan.Core;
using DualWan.Core.Compilation;
using DualWan.Core.Reconciliation;
using DualWan.Core.Text;
using DualWan.Kernel;
using DualWan.Kernel.Monitoring;
using DualWan.Netlink.Conntrack;
using DualWan.Netlink.Conversation;
using DualWan.Netlink.Netfilter;
using DualWan.Netlink.Route;
using DualWan.Probing;
using Microsoft.Extensions.Logging;

namespace DualWan.Agent.Hosting;

/// <summary>Where the parts are put together; the only place that knows all of them.</summary>
internal static class Composition
{
    /// <summary>Everything is opened in the network namespace of the calling thread.</summary>
    public static IAgentCore CreateCore(AgentServices services)
    {
        var config = ReadConfig(services);
        RequireRightsAndLibrary();
        return Opened(() =>
        {
            var kernel = LinuxKernel.Open(services.Options.StateDirectory);
            var monitor = KernelMonitor.Open(() => kernel.RoutePort);
            var counts = ConntrackClient.Open();
            var conntrack = ConntrackClient.Open();
            var (route, nft) = (RouteNetlink.Open(), NftablesNetlink.Open());
            var parts = new AgentParts(
                kernel, monitor, new LinuxConnections(kernel, conntrack, services.Time),
                static report => new ProbeEngine(report),
                () => OrNull(() => counts.CountByMark(MarkLayout.Mask)),
                () => OrNull<EquatableArray<NftCounterFact>?>(() => kernel.ReadCounters()) ?? [],
                new KernelExplainer(route, nft),
                kernel.Sysctls,
                [monitor, counts, conntrack, route, nft, kernel]);
            return new AgentCore(services, parts, config, monitor.RunAsync);
        });
    }

    public static IKernelWork CreateKernelWork() => new KernelWork();

    /// <summary>Runs something that opens kernel sockets; what can't be had is said in one line.</summary>
    public static T Opened<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (NetlinkException e) when (e.ErrorNumber is 1 or 13)
        {
            throw NoRights();
        }
        catch (NetlinkException e)
        {
            throw new CommandException(
                ExitCode.Refused, $"the kernel refused: {e.Message}", "'dualwan doctor' says what this kernel lacks");
        }
    }

    /// <summary>An agent that can't probe would take every line for dead, one without the library could write no rule:
    /// neither gets as far as the kernel.</summary>
    private static void RequireRightsAndLibrary()
    {
        var box = new BoxReader();
        if (!ProcessRights.Has(box, ProcessRights.NetAdmin) || !ProcessRights.Has(box, ProcessRights.NetRaw))
            throw NoRights();
        if (NftablesContext.Diagnose() is { } missing)
        {
            throw new CommandException(
                ExitCode.Refused, missing,
                "sudo apt install libnftables1 (Debian), sudo pacman -S nftables (Arch)");
        }
    }

    private static CommandException NoRights() => new(
        ExitCode.Refused, "no right to change the network and to send probes",
        "run it as root, or with CAP_NET_ADMIN and CAP_NET_RAW");

    /// <summary>All errors at once, each with its place; nothing has been touched yet.</summary>
    private static RunningConfig ReadConfig(AgentServices services)
    {
        var log = services.Loggers.CreateLogger("agent");
        var loaded = ConfigReader.Load(services.Options.ConfigFile, services.Time);
        foreach (var one in loaded.Diagnostics)
        {
            var text = one.Hint is null ? one.Message : $"{one.Message} ({one.Hint})";
            if (one.Severity == DiagnosticSeverity.Error)
                AgentLog.ConfigDiagnostic(log, one.Location.FileName, one.Location.Line, one.Location.Column, text);
            else
                AgentLog.ConfigWarning(log, one.Location.FileName, one.Location.Line, one.Location.Column, text);
        }

        return loaded.Config ?? throw new CommandException(
            ExitCode.InputWrong, $"{services.Options.ConfigFile} has errors; nothing was changed",
            $"dualwan check {services.Options.ConfigFile}");
    }

    /// <summary>A figure that can't be had just now is none: the status and the probes go on without.</summary>
    private static T? OrNull<T>(Func<T?> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is NetlinkException or NetlinkConversationException)
        {
            return default;
        }
    }
}
