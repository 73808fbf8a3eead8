using System.Text.Json;
using DualWan.Lab;

namespace DualWan.Testing;

/// <summary>
/// The judge's eyes on a router: the standard tools, parsed. Never our own reader.
/// </summary>
internal sealed class LabRouter(NetworkNamespace space)
{
    public NetworkNamespace Space => space;

    /// <summary><c>ip -j</c> with the arguments of one line; an empty answer is an empty array.</summary>
    public JsonElement Ip(string arguments) => Parse(space.Ip("-j " + arguments));

    /// <summary><c>nft -j</c>; the array below <c>nftables</c>.</summary>
    public JsonElement Nft(string arguments) => Parse(
        space.Run("nft", ["-j", .. arguments.Split(' ')]).Output).GetProperty("nftables");

    /// <summary>Lines of <c>conntrack -L -o extended</c>, one per connection, both families.</summary>
    public IReadOnlyList<string> Conntrack(string filter = "")
    {
        string[] more = filter.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var four = space.Run("conntrack", ["-L", "-o", "extended,id", .. more]).Output;
        var six = space.Run("conntrack", ["-L", "-f", "ipv6", "-o", "extended,id", .. more]).Output;
        return (four + six).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>
    /// The kernel's own decision: <c>ip route get DST from SRC iif IN mark MARK</c>; null where it has none.
    /// </summary>
    public JsonElement? RouteGet(string destination, string? from = null, string? iif = null, uint mark = 0)
    {
        var arguments = $"-j route get {destination}" + (from is null ? "" : $" from {from}")
            + (iif is null ? "" : $" iif {iif}") + (mark == 0 ? "" : $" mark 0x{mark:x}");
        var result = space.TryIp(arguments);
        return result.ExitCode == 0 ? Parse(result.Output)[0] : null;
    }

    /// <summary>The interface of <see cref="RouteGet"/>, or <c>unreachable</c>.</summary>
    public string RouteDevice(string destination, string? from = null, string? iif = null, uint mark = 0) =>
        RouteGet(destination, from, iif, mark) is { } route && route.TryGetProperty("dev", out var dev)
            ? dev.GetString()! : "unreachable";

    /// <summary>A counter's packets, of any family's table.</summary>
    public long Counter(string table, string name) => Nft($"list counter {table} {name}").EnumerateArray()
        .Where(e => e.TryGetProperty("counter", out _))
        .Select(e => e.GetProperty("counter").GetProperty("packets").GetInt64()).Single();

    /// <summary>
    /// Everything a router configuration consists of, as text that is equal when nothing changed: addresses, rules,
    /// routes of all tables, nexthops, nftables, forwarding settings; without counters, timeouts and handles.
    /// </summary>
    public string Dump() => KernelDump.Take(space);

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(string.IsNullOrWhiteSpace(json) ? "[]" : json);
        return document.RootElement.Clone();
    }
}
