using DualWan.Core.Classification;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Text;

namespace DualWan.Core.Tests.Classification;

/// <summary>A mangle menu in the making; tables isp1 to isp9 have the marks 1 to 9.</summary>
internal sealed class MangleBench
{
    private readonly RouterConfigBuilder _config = new();
    private int _line;

    public EquatableArray<ClassifierProblem> Problems { get; private set; }

    public Dictionary<string, EquatableArray<IpRange>> Lists { get; } = [];

    public static RouteMark? MarkOf(string table) =>
        table.StartsWith("isp", StringComparison.Ordinal) ? new RouteMark((byte)(table[3] - '0')) : null;

    public static IpRange Range(string text) =>
        IpRange.TryParse(text, out var range) ? range : throw new FormatException(text);

    public static PacketView Packet(
        string source = "10.0.0.1", string destination = "192.0.2.1", byte protocol = 6, ushort port = 443) => new()
        {
            Source = IpAddress.Parse(source),
            Destination = IpAddress.Parse(destination),
            Protocol = protocol,
            SourcePort = 40000,
            DestinationPort = port,
            InInterface = "lan0",
        };

    /// <summary>A marking rule with passthrough=no.</summary>
    public MangleBench Mark(
        FirewallMatch match, string table, string chain = "prerouting", OnFailover? onFailover = null) =>
        Add(new MangleRule
        {
            Chain = chain,
            Match = match,
            Action = new MangleAction.MarkRouting(table),
            Passthrough = false,
            OnFailover = onFailover,
        });

    public MangleBench Act(FirewallMatch match, MangleAction action, string chain = "prerouting") =>
        Add(new MangleRule { Chain = chain, Match = match, Action = action });

    public MangleBench Member(string list, string name)
    {
        _config.Add(new InterfaceListMember(list, name), Origin.Default);
        return this;
    }

    public ClassifierProgram Compile(string chain = "prerouting")
    {
        var (program, problems) = ClassifierCompiler.Compile(_config.Build(), chain, MarkOf);
        Problems = problems;
        return program;
    }

    /// <summary>The number of the mark a packet gets, 0 for none; asked of both evaluators.</summary>
    public int Number(PacketView packet, string chain = "prerouting")
    {
        var program = Compile(chain);
        var linear = LinearEvaluator.Evaluate(program, packet, Lists, new ClassifierState());
        var grouped = new GroupedEvaluator(ClassifierGrouping.Group(program), Lists, new ClassifierState());
        Xunit.Assert.Equal(linear, grouped.Evaluate(packet));
        return linear?.Number ?? 0;
    }

    private MangleBench Add(MangleRule rule)
    {
        _line++;
        _config.Add(rule, new Origin($"rule {_line}", new TextLocation("router.rsc", _line, 1)));
        return this;
    }
}
