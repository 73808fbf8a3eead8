using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using DualWan.Core;
using DualWan.Core.Classification;
using DualWan.Core.Net;
using DualWan.Netlink.Netfilter;
using DualWan.Testing;

namespace DualWan.Kernel.LiveTests.Classification;

/// <summary>
/// The kernel as the judge of a classifier: loads its text into a throw-away namespace, sends frames in by cabled
/// interfaces, and reads which mark each one came out of the classifier with.
/// </summary>
internal sealed partial class ClassifierBench : IDisposable
{
    private static readonly byte[] RouterAddress = [2, 0, 0, 0, 0, 1];
    private readonly LiveNamespace _space = new();
    private readonly Dictionary<string, int> _cables = [];
    private readonly Socket _socket;

    public ClassifierBench(IReadOnlyList<string> interfaces)
    {
        for (var i = 0; i < interfaces.Count; i++)
        {
            _space.Space.IpBatch($"""
                link add name {interfaces[i]} address 02:00:00:00:00:01 type veth peer name cable{i}
                link set {interfaces[i]} up
                link set cable{i} up
                """);
        }

        _space.Ip($"-6 route add default dev {interfaces[0]}");
        foreach (Match match in IndexPattern().Matches(_space.Ip("-o link show")))
            _cables[interfaces[int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)]] =
                int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        _socket = _space.OpenSocket(AddressFamily.Packet, SocketType.Raw, 0);
    }

    /// <summary>The ruleset of a program, lists and all.</summary>
    public static string Ruleset(
        ClassifierText text, IReadOnlyDictionary<string, EquatableArray<IpRange>> lists, IEnumerable<RouteMark> marks)
    {
        var script = new StringBuilder("table inet dw\ndelete table inet dw\ntable inet dw {\n");
        script.AppendLine("set seen { typeof ether saddr . meta mark; size 65535; flags dynamic; }");
        foreach (var set in text.Sets)
        {
            var elements = lists[set.List].Where(range => range.Family == set.Family).ToList();
            script.AppendLine($"set {set.Name} {{ type {set.ElementType}; flags interval; auto-merge;"
                + (elements.Count == 0 ? " }" : $" elements = {{ {string.Join(", ", elements)} }}; }}"));
        }

        foreach (var mark in marks.Distinct())
        {
            script.AppendLine(CultureInfo.InvariantCulture, $"chain {ChainOf(mark)} {{")
                .AppendLine(CultureInfo.InvariantCulture,
                    $"meta mark set meta mark and 0x{~RouteMark.WrittenMask:x8} or 0x{mark.Value:x8}; accept; }}");
        }

        foreach (var chain in text.Chains)
            script.AppendLine($"chain {chain.Name} {{\n{string.Join("\n", chain.Lines)}\n}}");
        // The interfaces have a few words of their own to say (neighbour discovery), which must not be counted.
        const string Ours = "ether saddr 06:00:00:00:00:00-06:00:ff:ff:ff:ff";
        script.AppendLine($"chain enter {{ type filter hook prerouting priority mangle + 10; {Ours} goto c; }}");
        script.AppendLine("chain judge { type filter hook prerouting priority filter;");
        script.AppendLine($"{Ours} add @seen {{ ether saddr . meta mark }}; drop; }}");
        return script.AppendLine("}").ToString();
    }

    public static string VerdictOf(RouteMark mark) => $"goto {ChainOf(mark)}";

    public static IEnumerable<RouteMark> MarksOf(ClassifierProgram program) => program.Chains
        .SelectMany(static chain => chain.Rules)
        .Select(static rule => rule.Verdict)
        .OfType<ClassifierVerdict.Assign>()
        .Select(static verdict => verdict.Mark);

    /// <summary>Loads the grouped program's text and returns it.</summary>
    public string Load(
        GroupedProgram grouped, ClassifierProgram program,
        IReadOnlyDictionary<string, EquatableArray<IpRange>> lists)
    {
        var ruleset = Ruleset(ClassifierText.Render(grouped, "c", VerdictOf), lists, MarksOf(program));
        Load(ruleset);
        return ruleset;
    }

    public void Load(string ruleset)
    {
        _space.Nft(ruleset);
        // The frames carry no transport checksums.
        _space.Space.Sysctl(("net.netfilter.nf_conntrack_checksum", "0"));
    }

    /// <summary>Reads the namespace's tables.</summary>
    public NftablesNetlink OpenNft() => _space.Do(() => NftablesNetlink.Open());

    /// <summary>Sends the packets in order; the mark with which each left the classifier.</summary>
    public uint[] Send(IReadOnlyList<PacketView> packets)
    {
        Span<byte> source = stackalloc byte[6];
        source[0] = 6;
        for (var i = 0; i < packets.Count; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(source[2..], i);
            var frame = PacketBytes.Frame(packets[i], RouterAddress, source);
            _socket.SendTo(frame, new LinkEndPoint(_cables[packets[i].InInterface!]));
        }

        var marks = new uint[packets.Count];
        var seen = _space.Space.Run("nft", "list", "set", "inet", "dw", "seen").Output;
        var count = 0;
        foreach (Match match in SeenPattern().Matches(seen))
        {
            var index = Convert.ToInt32(match.Groups[1].Value.Replace(":", "", StringComparison.Ordinal), 16);
            marks[index] = Convert.ToUInt32(match.Groups[2].Value, 16);
            count++;
        }

        Assert.Equal(packets.Count, count);
        return marks;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _space.Dispose();
    }

    private static string ChainOf(RouteMark mark) => string.Create(CultureInfo.InvariantCulture, $"w{mark.Value:x8}");

    [GeneratedRegex(@"(?m)^(\d+): cable(\d+)@")]
    private static partial Regex IndexPattern();

    [GeneratedRegex(@"06:00:((?:[0-9a-f]{2}:){3}[0-9a-f]{2}) \. 0x([0-9a-f]{8})")]
    private static partial Regex SeenPattern();
}
