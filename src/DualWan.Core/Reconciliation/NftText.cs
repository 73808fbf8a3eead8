using System.Globalization;
using System.Text;

namespace DualWan.Core.Reconciliation;

/// <summary>
/// Writes the commands of one libnftables buffer. Names of chains, sets and counters are the compiler's and never nft
/// keywords (<c>fwd</c> and <c>all</c> are, K-33): nft's grammar knows no quoted chain name. Interface names and
/// comments are quoted.
/// </summary>
internal sealed class NftText
{
    private const string Table = "inet " + KernelNumbers.NftTable;

    private readonly StringBuilder _text = new();

    public bool IsEmpty => _text.Length == 0;

    public override string ToString() => _text.ToString();

    public void AddTable() => Line($"add table {Table}");

    /// <summary>Declares a set. Interface names stand in the declaration where <paramref name="filled"/>; addresses
    /// never do (kernel.md D11).</summary>
    public void AddSet(NftSet set, bool filled)
    {
        _text.Append(CultureInfo.InvariantCulture, $"add set {Table} {set.Name} {{ type {TypeOf(set.Type)};");
        if (set.Interval || set.Timeout)
            _text.Append(CultureInfo.InvariantCulture, $" flags {FlagsOf(set)};");
        if (filled && !set.Dynamic && set.Type == NftKeyType.InterfaceName && !set.Names.IsEmpty)
            _text.Append(" elements = { ").AppendJoin(", ", set.Names.Select(Quote)).Append(" }");
        _text.Append(" }\n");
    }

    public void AddCounter(string name) => Line($"add counter {Table} {name}");

    public void AddChain(NftChain chain)
    {
        var hook = chain.Hook is { } at
            ? $" {{ type {at.Type} hook {at.Hook} priority {at.Priority}; policy accept; }}" : "";
        Line($"add chain {Table} {chain.Name}{hook}");
    }

    public void AddRules(NftChain chain)
    {
        foreach (var rule in chain.Rules)
            Line($"add rule {Table} {chain.Name} {rule.Text} comment {Quote(rule.Comment)}");
    }

    public void FlushChain(string name) => Line($"flush chain {Table} {name}");

    public void DeleteChain(string name) => Line($"delete chain {Table} {name}");

    public void DeleteSet(string name) => Line($"delete set {Table} {name}");

    public void DeleteCounter(string name) => Line($"delete counter {Table} {name}");

    public static string TypeOf(NftKeyType type) => type switch
    {
        NftKeyType.InterfaceName => "ifname",
        NftKeyType.IPv4Address => "ipv4_addr",
        _ => "ipv6_addr",
    };

    public static string Quote(string text) => $"\"{text}\"";

    private static string FlagsOf(NftSet set) => (set.Interval, set.Timeout) switch
    {
        (true, true) => "interval,timeout",
        (true, false) => "interval",
        _ => "timeout",
    };

    private void Line(string line) => _text.Append(line).Append('\n');
}
