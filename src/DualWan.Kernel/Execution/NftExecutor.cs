using System.Text;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using DualWan.Netlink.Conversation;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Netfilter;

namespace DualWan.Kernel.Execution;

/// <summary>Carries out operations on our nft table: chains through libnftables, elements by our own
/// messages.</summary>
internal sealed class NftExecutor(NftablesNetlink nft)
{
    private const string Table = KernelNumbers.NftTable;
    private const string Armed = "armed";

    // Above this libnftables leaves so much heap behind that giving it back is worth the call.
    private const int TrimAbove = 64 << 10;

    private readonly HashSet<string> _armed = new(StringComparer.Ordinal);

    public static bool IsElements(KernelOperation operation) =>
        operation is KernelOperation.AddElements or KernelOperation.DeleteElements;

    /// <summary>Null when done.</summary>
    public static ApplyFailure? Commit(KernelOperation operation, string text)
    {
        try
        {
            NftablesContext.Apply(Encoding.UTF8.GetBytes(text + "\0"));
            if (text.Length > TrimAbove)
                NftablesContext.TrimMemory();
            return null;
        }
        catch (NftablesException e)
        {
            return new ApplyFailure(operation, 0, e.Message);
        }
        catch (NftablesUnavailableException e)
        {
            return new ApplyFailure(operation, 0, e.Message);
        }
    }

    /// <summary>All of it in one transaction, as far as that many elements fit into one.</summary>
    public ApplyFailure? ChangeElements(ReadOnlySpan<KernelOperation> operations)
    {
        var batch = new SetElementBatch(NftFamily.Inet, Table);
        foreach (var operation in operations)
        {
            if (operation is KernelOperation.AddElements add)
                Add(batch, add);
            else if (operation is KernelOperation.DeleteElements delete)
                Delete(batch, delete);
        }

        return Commit(operations[0], batch);
    }

    public ApplyFailure? Arm(KernelOperation.ArmResets arm)
    {
        // An element that is there keeps its old time (kernel 6.12 renews it); only who armed before pays for that.
        if (_armed.Add(arm.Interface))
            return Commit(arm, ArmBatch(arm, renew: false));
        var renewed = Commit(arm, ArmBatch(arm, renew: true));
        return renewed is { Errno: Errno.ENOENT } ? Commit(arm, ArmBatch(arm, renew: false)) : renewed;
    }

    public ApplyFailure? Disarm(KernelOperation.DisarmResets disarm)
    {
        _armed.Remove(disarm.Interface);
        var batch = new SetElementBatch(NftFamily.Inet, Table);
        batch.Delete(Armed, SetKey.InterfaceName(disarm.Interface));
        // It may have run out by itself.
        return Commit(disarm, batch) is { Errno: not Errno.ENOENT } failure ? failure : null;
    }

    private static SetElementBatch ArmBatch(KernelOperation.ArmResets arm, bool renew)
    {
        var key = SetKey.InterfaceName(arm.Interface);
        var batch = new SetElementBatch(NftFamily.Inet, Table);
        if (renew)
            batch.Delete(Armed, key);
        batch.Add(Armed, key, new SetElementValue { Timeout = arm.Timeout });
        return batch;
    }

    private ApplyFailure? Commit(KernelOperation operation, SetElementBatch batch)
    {
        try
        {
            nft.Commit(batch);
            return null;
        }
        catch (NetlinkException e)
        {
            return Refusal.Of(operation, e.ErrorNumber, e.KernelMessage);
        }
        catch (NetlinkConversationException e)
        {
            return new ApplyFailure(operation, 0, e.Message);
        }
    }

    private static void Add(SetElementBatch batch, KernelOperation.AddElements add)
    {
        foreach (var name in add.Names)
            batch.Add(add.Set, SetKey.InterfaceName(name));
        foreach (var range in add.Ranges.AsSpan())
        {
            if (add.Interval)
                batch.Add(add.Set, range);
            else
                batch.Add(add.Set, Single(range));
        }
    }

    private static void Delete(SetElementBatch batch, KernelOperation.DeleteElements delete)
    {
        foreach (var name in delete.Names)
            batch.Delete(delete.Set, SetKey.InterfaceName(name));
        foreach (var range in delete.Ranges.AsSpan())
        {
            if (delete.Interval)
                batch.Delete(delete.Set, range);
            else
                batch.Delete(delete.Set, Single(range));
        }
    }

    private static byte[] Single(IpRange range) => range.First == range.Last
        ? SetKey.Address(range.First)
        : throw new ArgumentException($"{range} in a set without intervals");
}
