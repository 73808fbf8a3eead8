using DualWan.Core;
using DualWan.Core.Classification;
using DualWan.Core.Compilation;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using DualWan.Netlink.Conntrack;

namespace DualWan.Agent.Loop;

/// <summary>
/// Asks of a connection that is there what the classifier would say of it if it were new: which uplink it wants. For
/// <c>on-failback</c> where the backup carries connections of its own too.
/// </summary>
internal sealed class FlowClassifier
{
    private readonly LinearEvaluator _evaluator;
    private readonly KernelSnapshot _snapshot;

    public FlowClassifier(PreparedConfig prepared, KernelSnapshot snapshot)
    {
        _snapshot = snapshot;
        var program = prepared.ForwardedClassifier.Program;
        var lists = program.Lists.ToDictionary(
            static list => list,
            list => prepared.List(list, IpFamily.IPv4).Concat(prepared.List(list, IpFamily.IPv6)).ToEquatableArray());
        _evaluator = new LinearEvaluator(program, lists, new ClassifierState());
    }

    public Func<ConntrackFlow, bool> Wants(int number) => flow => Choose(flow) == number;

    private int? Choose(ConntrackFlow flow)
    {
        var original = flow.Original;
        var (mark, _) = _evaluator.Run(new PacketView
        {
            Source = original.Source,
            Destination = original.Destination,
            Protocol = original.Protocol,
            SourcePort = original.SourcePort,
            DestinationPort = original.DestinationPort,
            InInterface = InterfaceOf(original.Source),
        });
        return mark?.Number;
    }

    /// <summary>The interface whose network the source is in; routed inside networks are taken for none of the rules'
    /// interfaces.</summary>
    private string? InterfaceOf(IpAddress source)
    {
        foreach (var fact in _snapshot.Addresses)
        {
            if (fact.Address.Prefix.Contains(source))
                return _snapshot.Links.FirstOrDefault(link => link.Index == fact.LinkIndex)?.Name;
        }

        return null;
    }
}
