namespace DualWan.Agent.Hosting;

/// <summary>Where the parts are put together; the only place that knows all of them.</summary>
internal static class Composition
{
    public static IAgentCore CreateCore(AgentServices services)
    {
        ArgumentNullException.ThrowIfNull(services);
        throw new CommandException(ExitCode.Refused, "this build has no forwarding core yet");
    }

    public static IKernelWork CreateKernelWork() =>
        throw new CommandException(ExitCode.Refused, "this build can't read the kernel yet");
}
