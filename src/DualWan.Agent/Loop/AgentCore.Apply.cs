using System.Collections.Immutable;
using System.Globalization;
using DualWan.Agent.Hosting;
using DualWan.Core;
using DualWan.Core.Compilation;
using DualWan.Core.Reconciliation;

namespace DualWan.Agent.Loop;

/// <content>Compile, compare, apply; and again when the kernel refused something.</content>
internal sealed partial class AgentCore
{
    /// <summary>After a refusal the same plan is tried again after so long, doubled up to
    /// <see cref="LongestRetry"/>.</summary>
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);

    /// <summary>So many repairs at once, and one more a second after that: two agents must not fight for a
    /// core.</summary>
    private const int RepairBurst = 20;

    private static readonly TimeSpan RepairLogInterval = TimeSpan.FromMinutes(1);

    private EquatableArray<Problem> _compileProblems = [];
    private EquatableArray<ApplyFailure> _failures = [];

    /// <summary>What the kernel would not do as a whole, and not before <see cref="_retryAt"/> again.</summary>
    private ReconcilePlan _refused = ReconcilePlan.Nothing;
    private TimeSpan _retryAt;
    private volatile NftTable? _table;
    private TimeSpan? _reconcileDue;

    /// <summary>The kernel has been written to since the snapshot: the next plan needs a new one.</summary>
    private bool _stale;
    private TimeSpan _retry = FirstRetry;
    private TimeSpan _repairsCountedAt;
    private TimeSpan _repairLoggedUntil;
    private double _repairs;
    private long _generation;

    /// <summary>
    /// What a failover leaves over: it waits until the pins are flushed. The kernel takes an RCU grace period for each
    /// group that goes, milliseconds on a busy machine, in which open connections would still be on the dead line.
    /// </summary>
    private ReconcilePlan _leftovers = ReconcilePlan.Nothing;

    /// <summary>Makes the kernel what it should be. Returns the number of operations.</summary>
    /// <param name="why"><c>repair</c> where nobody asked for a change and no fact moved; else what the change is
    /// for.</param>
    private int Reconcile(string why)
    {
        _reconcileDue = null;
        ApplyLeftovers();
        if (_stale)
            _snapshot = ReadKernel(_config.Config, elements: false);
        _stale = false;
        var compiled = Compile();
        var plan = Reconciler.Plan(compiled.State, _snapshot, _context);
        if (plan.IsEmpty)
        {
            _failures = [];
            _refused = ReconcilePlan.Nothing;
            _retry = FirstRetry;
            Remember(compiled.State);
            return 0;
        }

        if (why == "repair" && WasRefused(plan) && Now < _retryAt)
        {
            _reconcileDue = _retryAt;
            return 0;
        }

        if (why == "repair" && !MayRepair())
        {
            _reconcileDue = Now + TimeSpan.FromSeconds(1);
            return 0;
        }

        if (why == "failover")
            (plan, _leftovers) = plan.CutRemovals();
        var result = _kernel.Apply(plan);
        _context = _context.ForgetRewritten(compiled.State, _snapshot);
        _stale = true;
        Applied(plan, result, why);
        if (_snapshot.Nft is null && compiled.State.Nft is not null && result.Succeeded)
            _connections.Forget(0, 0, UntranslatedFlows.Among(_snapshot));
        return plan.Operations.Count;
    }

    private void ApplyLeftovers()
    {
        if (_leftovers.IsEmpty)
            return;
        var operations = _leftovers.Operations;
        _leftovers = ReconcilePlan.Nothing;
        ApplyUrgent(operations.AsSpan());
    }

    private CompileResult Compile()
    {
        var compiled = Compiler.Compile(new CompileInput(_prepared, Observe()));
        _compileProblems = compiled.Problems;
        _table = compiled.State.Nft;
        return compiled;
    }

    private void Applied(ReconcilePlan plan, ApplyResult result, string why)
    {
        _generation++;
        if (result.Succeeded && why == "repair" && _ready)
            NoteRepair(plan);
        else if (Changes(plan, result) is > 0 and var changes)
            AgentLog.Applied(_log, changes, _generation);
        if (result.Failures != _failures)
        {
            foreach (var failure in result.Failures)
                AgentLog.KernelRefused(_log, OperationText.Brief(failure.Operation), failure.Message);
        }

        _failures = result.Failures;
        _refused = result.Succeeded ? ReconcilePlan.Nothing : plan;
        if (result.Succeeded)
        {
            _retry = FirstRetry;
        }
        else
        {
            _retryAt = Now + _retry;
            _reconcileDue = _retryAt;
            _retry = _retry * 2 < LongestRetry ? _retry * 2 : LongestRetry;
        }

        // What was written is read back: the next plan is made from the kernel, not from memory.
        ReadAgainSoon(TimeSpan.Zero);
        _publishAt = Now;
    }

    /// <summary>A refused nft transaction ends its plan (see PlanExecutor), so all behind it is missing.</summary>
    private static int Changes(ReconcilePlan plan, ApplyResult result)
    {
        var done = plan.Operations.Count;
        for (var i = 0; i < plan.Operations.Count; i++)
        {
            if (plan.Operations[i] is KernelOperation.NftTransaction one
                && result.Failures.Any(failure => ReferenceEquals(failure.Operation, one)))
                done = i;
        }

        return Math.Max(0, done - result.Failures.Count(static f => f.Operation is not KernelOperation.NftTransaction));
    }

    /// <summary>Nothing in it that was not in the refused plan: no new reason to ask the kernel at once.</summary>
    private bool WasRefused(ReconcilePlan plan) =>
        plan == _refused || plan.Operations.All(operation => _failures.Any(failure => failure.Operation == operation));

    /// <summary>Somebody who takes the same thing away again and again gets one line a minute, not one each
    /// time.</summary>
    private void NoteRepair(ReconcilePlan plan)
    {
        var now = Now;
        if (now < _repairLoggedUntil)
            return;
        _repairLoggedUntil = now + RepairLogInterval;
        var first = OperationText.Brief(plan.Operations[0]);
        AgentLog.Repaired(_log, plan.Operations.Count, first);
        _services.Journal.Add(
            null, "repaired", first, $"[KERNEL] put back {plan.Operations.Count} objects, first: {first}");
    }

    private bool MayRepair()
    {
        var now = Now;
        _repairs = Math.Max(0, _repairs - (now - _repairsCountedAt).TotalSeconds);
        _repairsCountedAt = now;
        if (_repairs >= RepairBurst)
            return false;
        _repairs++;
        return true;
    }

    /// <summary>A few operations of the failover path, in their order, without a plan.</summary>
    private void ApplyUrgent(params ReadOnlySpan<KernelOperation> operations)
    {
        var result = _kernel.Apply(new ReconcilePlan([.. operations]));
        foreach (var failure in result.Failures)
            AgentLog.KernelRefused(_log, OperationText.Brief(failure.Operation), failure.Message);
    }

    /// <summary>The digests of our chains as the kernel gives them back, for the next start.</summary>
    private void Remember(DesiredState desired)
    {
        _context = ReconcileContext.Remember(desired, _snapshot);
        var digests = _context.NftDigests.ToImmutableSortedDictionary(
            static pair => pair.Key, static pair => pair.Value.ToString("x16", CultureInfo.InvariantCulture),
            StringComparer.Ordinal);
        if (!digests.SequenceEqual(_services.State.State.NftDigests))
            SaveState(_services.State.State with { NftDigests = digests });
    }
}
