using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Core.Compilation;

/// <summary>What the parts of the compiler share: the input, looked up once, and the problems.</summary>
internal sealed class CompileContext
{
    private readonly List<Problem> _problems = [];

    public CompileContext(CompileInput input)
    {
        Input = input;
        Uplinks =
        [
            .. input.Config.Uplinks
                .Where(entry => !entry.Disabled && input.Numbers.Find(entry.Value.Name) is not null)
                .Select(entry => new NumberedUplink(
                    input.Numbers[entry.Value.Name], entry.Value, input.Observations.Uplink(entry.Value.Name),
                    input.Observations.Link(entry.Value.Interface))),
        ];
        foreach (var entry in input.Config.Uplinks.Where(entry =>
            !entry.Disabled && input.Numbers.Find(entry.Value.Name) is null))
            AddProblem(new Problem("too-many-uplinks",
                $"{entry.Value.Name} has no number left: uplinks and lists of uplinks share 1 to 30",
                "use fewer different lists in rules", entry.Value.Name, entry.Origin));
    }

    public CompileInput Input { get; }

    public RouterConfig Config => Input.Config;

    public DualWanSettings Settings => Input.Config.Settings;

    public Observations Observations => Input.Observations;

    public EquatableArray<NumberedUplink> Uplinks { get; }

    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>The families that are steered; the other is passed or blocked (<c>ipv6:</c>).</summary>
    public IReadOnlyList<IpFamily> Families { get; } = [IpFamily.IPv4];

    /// <summary>True where some rule has an <c>on-failover</c> of its own: two more bits of the packet mark are
    /// needed.</summary>
    public bool HasRulePolicies => Config.Mangle.Any(static entry => entry.Value.OnFailover is not null);

    public void AddProblem(Problem problem) => _problems.Add(problem);

    /// <summary>
    /// Two lines may have the same address (twin modems): then it says nothing about the line, and the kernel knows it
    /// as local by one of them only (row 25).
    /// </summary>
    public bool IsShared(IpAddress address, NumberedUplink uplink) =>
        Uplinks.Any(other => other.Interface != uplink.Interface
            && Observations.AddressesOf(other.Interface).Any(fact => fact.Address.Address == address));

    /// <summary>The interfaces of a list in file order, each once.</summary>
    public IEnumerable<string> ListMembers(string list) =>
        Config.InterfaceListMembers
            .Where(entry => !entry.Disabled && entry.Value.List == list)
            .Select(static entry => entry.Value.Interface)
            .Distinct();
}
