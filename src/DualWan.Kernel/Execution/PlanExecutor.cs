using System.Collections.Immutable;
using DualWan.Core.Reconciliation;
using DualWan.Kernel.Sysctls;
using DualWan.Netlink.Conntrack;
using DualWan.Netlink.Conversation;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Route;

namespace DualWan.Kernel.Execution;

/// <summary>
/// Carries a plan out, in order and synchronously: consecutive rtnetlink operations in one pipelined batch, consecutive
/// element changes in one transaction. Only a refused nft transaction ends a plan, because what follows removes what
/// the old chains need, or opens what only the new ones protect.
/// </summary>
internal sealed class PlanExecutor(
    RouteNetlink route, RouteRequests requests, NftExecutor nft, ConntrackClient conntrack, SysctlFiles sysctls,
    SysctlKeeper keeper)
{
    private readonly List<RouteRequest> _batch = [];
    private readonly List<KernelOperation> _batched = [];
    private readonly ImmutableArray<ApplyFailure>.Builder _failures = ImmutableArray.CreateBuilder<ApplyFailure>();

    public ApplyResult Run(ReconcilePlan plan)
    {
        _failures.Clear();
        var rest = plan.Operations.AsSpan();
        SaveSysctls(plan);
        while (!rest.IsEmpty)
        {
            var taken = Next(rest);
            if (taken == 0)
                break;
            rest = rest[taken..];
        }

        return _failures.Count == 0 ? ApplyResult.Done : new ApplyResult(new(_failures.ToImmutable()));
    }

    /// <summary>How many operations are behind us; 0 where the plan ends here.</summary>
    private int Next(ReadOnlySpan<KernelOperation> rest)
    {
        var first = rest[0];
        if (RouteRequests.Handles(first))
            return RunRoutes(rest[..CountWhile(rest, RouteRequests.Handles)]);
        if (NftExecutor.IsElements(first))
            return RunElements(rest[..CountWhile(rest, NftExecutor.IsElements)]);
        var failure = RunSingle(first);
        if (failure is null)
            return 1;
        _failures.Add(failure);
        return first is KernelOperation.NftTransaction ? 0 : 1;
    }

    private ApplyFailure? RunSingle(KernelOperation operation) => operation switch
    {
        KernelOperation.NftTransaction transaction => NftExecutor.Commit(transaction, transaction.Text),
        // Deleting what is not there would be refused.
        KernelOperation.DeleteNftTable => NftExecutor.Commit(
            operation, $"add table inet {KernelNumbers.NftTable}\ndelete table inet {KernelNumbers.NftTable}\n"),
        KernelOperation.ArmResets arm => nft.Arm(arm),
        KernelOperation.DisarmResets disarm => nft.Disarm(disarm),
        KernelOperation.FlushPins flush => Flush(flush),
        KernelOperation.SetSysctl set => sysctls.TryWrite(set.Key, set.Value) is { } why
            ? new ApplyFailure(set, 0, why) : null,
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "an operation nobody carries out"),
    };

    private int RunRoutes(ReadOnlySpan<KernelOperation> operations)
    {
        _batch.Clear();
        _batched.Clear();
        foreach (var operation in operations)
        {
            if (requests.Of(operation) is { } request)
            {
                _batch.Add(request);
                _batched.Add(operation);
            }
            else if (operation is not KernelOperation.DeleteRoute)
            {
                // What ran over an interface that is gone is gone too; what should run over it can't yet.
                _failures.Add(new ApplyFailure(operation, Errno.ENODEV, "the interface does not exist"));
            }
        }

        try
        {
            Judge(route.ExecuteBatch(_batch));
        }
        catch (NetlinkConversationException e)
        {
            // What was done of it the next reading tells.
            foreach (var operation in _batched)
                _failures.Add(new ApplyFailure(operation, 0, $"no answer from the kernel: {e.Message}"));
        }

        return operations.Length;
    }

    private void Judge(NetlinkAck[] acks)
    {
        for (var i = 0; i < acks.Length; i++)
        {
            var ack = acks[i];
            if (!ack.Succeeded && !RouteRequests.IsExpected(_batched[i], ack.ErrorNumber))
                _failures.Add(Refusal.Of(_batched[i], ack.ErrorNumber, ack.Message));
        }
    }

    private int RunElements(ReadOnlySpan<KernelOperation> operations)
    {
        if (nft.ChangeElements(operations) is { } failure)
            _failures.Add(failure);
        return operations.Length;
    }

    private ApplyFailure? Flush(KernelOperation.FlushPins flush)
    {
        try
        {
            conntrack.Flush(new MarkFilter(flush.Mark, flush.Mask));
            return null;
        }
        catch (NetlinkException e)
        {
            return Refusal.Of(flush, e.ErrorNumber, e.KernelMessage);
        }
        catch (NetlinkConversationException e)
        {
            return new ApplyFailure(flush, 0, e.Message);
        }
    }

    /// <summary>
    /// All old values are on disk before the first write of any (kernel.md section 4, first start). Where the disk
    /// would not take them, the keeper says so in the status: a router that does not forward is the greater evil.
    /// </summary>
    private void SaveSysctls(ReconcilePlan plan)
    {
        var keys = plan.Operations.Items.OfType<KernelOperation.SetSysctl>().Select(static set => set.Key).ToList();
        if (keys.Count > 0)
            keeper.Save(keys);
    }

    private static int CountWhile(ReadOnlySpan<KernelOperation> operations, Predicate<KernelOperation> condition)
    {
        var count = 0;
        while (count < operations.Length && condition(operations[count]))
            count++;
        return count;
    }
}
