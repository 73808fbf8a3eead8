using System.Runtime.CompilerServices;
using DualWan.Agent.Control;
using DualWan.Agent.Hosting;
using DualWan.Core.Compilation;
using DualWan.Core.Config;
using DualWan.Core.Failover;
using DualWan.Core.Reconciliation;

namespace DualWan.Agent.Loop;

/// <content>The door from outside: every request is run by the loop, in turn.</content>
internal sealed partial class AgentCore
{
    private readonly IExplainer _explain;
    private readonly SemaphoreSlim _reloading = new(1, 1);

    /// <summary>Why the file as it is now was not taken at the last reload; null where it was.</summary>
    private string? _notInForce;

    public ConfigReport GetConfig() => new(
        _config.Source.FileName, "yaml", _config.Loaded, Interlocked.Read(ref _generation), _config.Source.Text);

    /// <summary>The file is read beside the loop: with 100,000 addresses that takes half a second, in which no probe
    /// would be judged. One after the other, so that the newest file wins.</summary>
    public async Task<ReloadResult> ReloadAsync(Caller caller, CancellationToken cancellation)
    {
        await _reloading.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var file = _services.Options.ConfigFile;
            var loaded = await Task.Run(() => ConfigReader.Load(file, _services.Time), cancellation)
                .ConfigureAwait(false);
            return await AskAsync(() => Reload(file, loaded, caller), cancellation).ConfigureAwait(false);
        }
        finally
        {
            _reloading.Release();
        }
    }

    public Task<OperationResult> OperateAsync(UplinkCommand command, Caller caller, CancellationToken cancellation) =>
        AskAsync(() => Operate(command, caller), cancellation);

    /// <summary>Reads the kernel on its own sockets: the loop is not asked.</summary>
    public Task<ExplainReport> ExplainAsync(ExplainQuery query, CancellationToken cancellation) =>
        _explain.ExplainAsync(query, new ExplainContext(_prepared, _snapshot, _table), cancellation);

    public async Task<PlanReport> PlanAsync(PlanRequest request, CancellationToken cancellation)
    {
        var loaded = await Task.Run(() => Load(request), cancellation).ConfigureAwait(false);
        return loaded.Config is { } config
            ? await AskAsync(() => PlanFor(config.Config), cancellation).ConfigureAwait(false) with
            {
                Diagnostics = loaded.Records,
            }
            : new PlanReport([], [], loaded.Records);
    }

    private async Task<T> AskAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _inbox.Writer.WriteAsync(new LoopMessage.Request(() => Run(work, answer)), cancellation)
            .ConfigureAwait(false);
        return await answer.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private static void Run<T>(Func<T> work, TaskCompletionSource<T> answer)
    {
        try
        {
            answer.SetResult(work());
        }
#pragma warning disable CA1031 // The asker gets the failure, and so does the log (Take).
        catch (Exception e)
#pragma warning restore CA1031
        {
            answer.SetException(e);
            throw;
        }
    }

    /// <summary>A file that is wrong leaves the running config in force, and says so.</summary>
    private ReloadResult Reload(string file, ConfigLoadResult loaded, Caller caller)
    {
        _services.Notifier.Reloading();
        if (loaded.Config is not { } config)
            return Refused(file, loaded.Summary, true, loaded);

        var previous = (_config, _numbers, _workers, _services.State.State);
        var before = _generation;
        if (TryAdopt(config) is { } refusal)
        {
            (var old, _numbers, _workers, var state) = previous;
            SaveState(state);
            if (TryAdopt(old) is { } worse)
                AgentLog.KernelRefused(_log, "the old config", worse);
            return Refused(file, $"the kernel refused it: {ProblemReport.FirstLine(refusal)}", false, loaded);
        }

        _notInForce = null;
        var changes = (int)(_generation - before);
        MemoryReturn.After(config.Config);
        _services.Notifier.Ready(Summary());
        AgentLog.Reloaded(_log, file, changes, _generation);
        _services.Journal.Add(null, "reload", $"by {caller}", $"[CONFIG] {file} is in force");
        _publishAt = TimeSpan.Zero;
        return new ReloadResult(true, false, $"{file} is in force", _generation, changes, loaded.Records);
    }

    /// <summary>Null where it is in force now, else what the kernel says against it.</summary>
    private string? TryAdopt(RunningConfig config)
    {
        try
        {
            _snapshot = ReadKernel(config.Config, elements: true);
            _stale = false;
            if (TakeOver(config, Now) is { } refusal)
                return refusal.Message;
            Reconcile("reload");
            return _failures.FirstOrDefault(IsRefusal)?.Message;
        }
#pragma warning disable CA1031 // The old config goes on, whatever was wrong with the new one; the asker is answered.
        catch (Exception e)
#pragma warning restore CA1031
        {
            NoteDefect("reload", e);
            return e.Message;
        }
    }

    /// <summary>A route or nexthop may be impossible just now (no carrier) and is tried again; rules and chains are
    /// not.</summary>
    private static bool IsRefusal(ApplyFailure failure) => failure.Operation
        is KernelOperation.NftTransaction or KernelOperation.AddRule or KernelOperation.AddElements;

    private ReloadResult Refused(string file, string reason, bool inputWrong, ConfigLoadResult loaded)
    {
        _notInForce = reason;
        _publishAt = TimeSpan.Zero;
        AgentLog.ReloadRefused(_log, file, reason);
        _services.Journal.Add(null, "reload-refused", reason,
            $"[CONFIG] {file} was not applied, the old config stays in force: {reason}");
        _services.Notifier.Ready(Summary());
        return new ReloadResult(false, inputWrong, $"{file} was not applied, the running config stays: {reason}",
            _generation, 0, loaded.Records);
    }

    private OperationResult Operate(UplinkCommand command, Caller caller)
    {
        if (Find(command.Uplink) is null)
            return new OperationResult(OperationOutcome.NoSuchUplink, $"there is no uplink {command.Uplink}",
                "the uplinks are " + string.Join(", ", _workers.Select(static worker => worker.Name)));
        var now = Now;
        AgentLog.Operation(_log, command.Uplink, Word(command.Action), caller.ToString());
        Carry(_machine.Handle(new FailoverEvent.Commanded(command.Uplink, Translate(command.Action)), now));
        _publishAt = TimeSpan.Zero;
        PublishIfDue(now);
        var status = Find(command.Uplink)!.Status!;
        return new OperationResult(OperationOutcome.Done,
            $"{command.Uplink}: {Word(command.Action)} done, it is {UplinkWords.Of(status.State)} ({status.Detail})");
    }

    private static OperatorCommand Translate(UplinkAction action) => action switch
    {
        UplinkAction.Disable => OperatorCommand.Disable,
        UplinkAction.Drain => OperatorCommand.Drain,
        UplinkAction.Failback => OperatorCommand.Failback,
        _ => OperatorCommand.Enable,
    };

    private static string Word(UplinkAction action) => action.ToString().ToLowerInvariant();

    private ConfigLoadResult Load(PlanRequest request) => request.Text is { } text
        ? ConfigReader.Parse(request.FileName ?? "-", text, _services.Time)
        : ConfigReader.Load(_services.Options.ConfigFile, _services.Time);

    private PlanReport PlanFor(RouterConfig config)
    {
        var snapshot = ReadKernel(config, elements: true);
        var numbers = _numbers.Update(config, out _);
        return KernelPlanner.Plan(
            new PreparedConfig(config, numbers, _services.State.State.HashSeed), snapshot, _context, Find);
    }
}
