using DualWan.Core;
using DualWan.Core.Config;
using DualWan.Core.Text;
using DualWan.Policy.Yaml;

namespace DualWan.Policy.Model;

/// <summary>One entry of <c>uplinks</c>.</summary>
internal sealed record PolicyUplink(string Name, TextLocation Location)
{
    public const int DefaultDistance = 1;

    /// <summary>The key is there; its value may have been refused.</summary>
    public bool HasInterfaceKey { get; init; }

    public Located<string>? Interface { get; init; }

    public Located<UplinkGateway>? Gateway { get; init; }

    public Located<int>? Weight { get; init; }

    public Located<Bandwidth>? Bandwidth { get; init; }

    public Located<int>? Distance { get; init; }

    public Located<bool>? Metered { get; init; }

    public Located<UplinkNat>? Nat { get; init; }

    public Located<UplinkMss>? Mss { get; init; }

    public Located<Failback>? Failback { get; init; }

    /// <summary>Empty where none is given: the default addresses.</summary>
    public EquatableArray<Located<MonitorTarget>> Monitors { get; init; } = [];

    /// <summary>Some monitors were refused: those that are left are not all that the user wrote.</summary>
    public bool HasRefusedMonitors { get; init; }

    public PolicyHealth Health { get; init; } = new();

    /// <summary>The name for an error, which may well be about a name that is none.</summary>
    public string ShownName => YamlScalar.Shown(Name);

    public int EffectiveDistance => Distance?.Value ?? DefaultDistance;

    public bool IsMetered => Metered?.Value ?? false;
}
