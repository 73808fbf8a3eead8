using DualWan.Core.Reconciliation;
using DualWan.Kernel.Monitoring;
using DualWan.Netlink.Netfilter;

namespace DualWan.Kernel.Tests;

public sealed class NftTransactionEventsTests
{
    private readonly NftTransactionEvents _events = new();

    [Fact]
    public void Take_Transaction_IsOneEventAtItsEnd()
    {
        Assert.Null(_events.Take(Rule("dualwan", removed: true)));
        Assert.Null(_events.Take(Rule("dualwan", removed: false)));

        var changed = Assert.IsType<KernelEvent.NftChanged>(_events.Take(Generation(uint.MaxValue)));

        Assert.True(changed is { ProgramTable: true, Deleted: true, Ours: false });
    }

    [Fact]
    public void Take_ThreadOfThisProcess_IsOurs()
    {
        _events.Take(Rule("dualwan", removed: false));

        Assert.True(_events.Take(Generation((uint)Environment.ProcessId))!.Ours);
    }

    [Fact]
    public void Take_AnotherTable_SaysSo_AndTheNextTransactionStartsAnew()
    {
        _events.Take(Rule("filter", removed: true));
        Assert.True(_events.Take(Generation(1)) is KernelEvent.NftChanged { ProgramTable: false, Deleted: false });

        Assert.Null(_events.Take(Generation(1)));
    }

    [Fact]
    public void Take_Overrun_IsAnOverrun_AndForgetsTheHalfTransaction()
    {
        _events.Take(Rule("dualwan", removed: true));

        Assert.IsType<KernelEvent.Overrun>(_events.Take(new NftNotification(NftObjectKind.Overrun, false)));
        Assert.Null(_events.Take(Generation(1)));
    }

    private static NftNotification Rule(string table, bool removed) =>
        new(NftObjectKind.Rule, removed) { Family = NftFamily.Inet, Table = table, Name = "forward" };

    private static NftNotification Generation(uint thread) => new(NftObjectKind.Generation, false)
    {
        Generation = new NftGeneration(7, thread, "dotnet"),
    };
}
