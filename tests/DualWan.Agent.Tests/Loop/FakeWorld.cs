using System.Threading.Channels;
using DualWan.Agent.Control;
using DualWan.Agent.Loop;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using DualWan.Netlink.Conntrack;
using DualWan.Testing.Kernel;

namespace DualWan.Agent.Tests.Loop;

/// <summary>A kernel in memory with two plugged lines and a LAN, safe to change while the loop reads it; what the loop
/// does to connections is noted.</summary>
internal sealed class FakeWorld : IKernel, IKernelEvents, IConnections, IExplainer
{
    private readonly Lock _lock = new();
    private readonly InMemoryKernel _kernel = new();
    private readonly Channel<KernelEvent> _events = Channel.CreateUnbounded<KernelEvent>();
    private readonly List<string> _order = [];
    private int _reads;

    public FakeWorld()
    {
        _kernel.SetSysctl("net/ipv4/ip_forward", "0");
        _kernel.SetLink(Link(1, "wan1", true));
        _kernel.SetLink(Link(2, "wan2", true));
        _kernel.SetLink(Link(10, "lan0", true));
        _kernel.SetAddresses(Address(1, "10.31.0.2/24"), Address(2, "10.32.0.2/24"), Address(10, "10.0.0.1/24"));
    }

    public ChannelReader<KernelEvent> Events => _events.Reader;

    /// <summary>What <see cref="Read"/> throws instead, or null.</summary>
    public Exception? Unreadable { get; set; }

    /// <summary>The kernel refuses every transaction whose text has this.</summary>
    public string? RefusedText { get; set; }

    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Operations and what was done to connections, in their order, as words.</summary>
    public IReadOnlyList<string> Order
    {
        get
        {
            lock (_lock)
                return [.. _order];
        }
    }

    public void Change(Action<InMemoryKernel> change)
    {
        lock (_lock)
            change(_kernel);
        _events.Writer.TryWrite(new KernelEvent.LinkChanged("", 0, true, true, false, null));
    }

    public T Look<T>(Func<InMemoryKernel, T> look)
    {
        lock (_lock)
            return look(_kernel);
    }

    public void ForgetOrder()
    {
        lock (_lock)
            _order.Clear();
    }

    public KernelSnapshot Read(SnapshotRequest request)
    {
        Interlocked.Increment(ref _reads);
        if (Unreadable is { } trouble)
            throw trouble;
        lock (_lock)
            return _kernel.Read(request);
    }

    public ApplyResult Apply(ReconcilePlan plan)
    {
        lock (_lock)
        {
            if (RefusedText is { } refused && plan.Operations.Items.OfType<KernelOperation.NftTransaction>()
                .FirstOrDefault(one => one.Text.Contains(refused, StringComparison.Ordinal)) is { } transaction)
                return new ApplyResult([new ApplyFailure(transaction, 0, "not this one")]);
            foreach (var operation in plan.Operations)
                _order.Add(Word(operation));
            return _kernel.Apply(plan);
        }
    }

    public void ListReceivers(string uplink, uint mark, uint mask) => Note($"list {uplink}");

    public void PokeReceivers(string uplink) => Note($"poke {uplink}");

    public void Rehearse()
    {
    }

    public int Forget(uint mark, uint mask, Func<ConntrackFlow, bool> which)
    {
        Note($"forget {mark:x8}");
        return 0;
    }

    public Task<ExplainReport> ExplainAsync(
        ExplainQuery query, ExplainContext context, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public static LinkFact Link(int index, string name, bool carrier) =>
        new(index, name, true, carrier, 1500, "veth", 0, false, false, "02:00:00:00:00:01");

    public static ForeignRoute Default(string name, string gateway) => new(
        KernelNumbers.MainTable, IpPrefix.Default(IpFamily.IPv4), 100, KernelRouteType.Unicast, 16,
        IpAddress.Parse(gateway), name, false, false, null, 0);

    private static AddressFact Address(int index, string text) =>
        new(index, InterfaceAddress.Parse(text), null, false, true, 0);

    private void Note(string what)
    {
        lock (_lock)
            _order.Add(what);
    }

    private static string Word(KernelOperation operation) => operation switch
    {
        KernelOperation.ArmResets arm => $"arm {arm.Interface}",
        KernelOperation.DisarmResets disarm => $"disarm {disarm.Interface}",
        KernelOperation.FlushPins flush => $"flush {flush.Mark:x8}/{flush.Mask:x8}",
        KernelOperation.PutGroup put => $"group {put.Group.Id:x8} of {put.Group.Members.Count}",
        _ => operation.GetType().Name,
    };
}
