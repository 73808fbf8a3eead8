using DualWan.Core.Net;

namespace DualWan.Core.Routing;

/// <summary>The enabled routes of one prefix in one table, by distance, then in file order.</summary>
internal sealed class RibGroup(string table, IpPrefix prefix, bool fib)
{
    public string Table { get; } = table;

    public IpPrefix Prefix { get; } = prefix;

    public bool Fib { get; } = fib;

    public List<RibCandidate> Candidates { get; } = [];

    /// <summary>Inserts behind those of equal or less distance: stable, and cheap where the file is ordered
    /// already.</summary>
    public void Add(RibCandidate candidate)
    {
        var at = Candidates.Count;
        while (at > 0 && Candidates[at - 1].Route.EffectiveDistance > candidate.Route.EffectiveDistance)
            at--;
        Candidates.Insert(at, candidate);
    }
}
