namespace DualWan.Agent.Commands;

/// <summary>The bodies of the lab verbs.</summary>
internal static class LabEntry
{
    public static Task<ExitCode> DemoAsync(CommandContext context, bool keep, CancellationToken cancellation) =>
        throw NotYet(context, keep, cancellation);

    public static Task<ExitCode> UpAsync(CommandContext context, CancellationToken cancellation) =>
        throw NotYet(context, keep: true, cancellation);

    public static Task<ExitCode> DownAsync(CommandContext context, CancellationToken cancellation) =>
        throw NotYet(context, keep: false, cancellation);

    private static CommandException NotYet(CommandContext context, bool keep, CancellationToken cancellation)
    {
        _ = (context, keep, cancellation);
        return new CommandException(ExitCode.Refused, "this build has no lab yet");
    }
}
