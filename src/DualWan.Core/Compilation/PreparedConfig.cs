using DualWan.Core.Classification;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Routing;

namespace DualWan.Core.Compilation;

/// <summary>
/// What of the compilation depends on the config alone: made once when a config is taken over, so that a failover costs
/// the same with ten rules and with a list of 100,000 addresses.
/// </summary>
internal sealed class PreparedConfig
{
    /// <summary>The loop compiles while <c>explain</c> asks, on another thread.</summary>
    private readonly Lock _lock = new();
    private readonly Dictionary<(string List, IpFamily Family), EquatableArray<IpRange>> _lists = [];
    private readonly Dictionary<string, PreparedClassifier> _classifiers = [];

    /// <param name="hashSeed">The seed of the balance's hash: chosen once and kept, so that a reload moves
    /// nobody.</param>
    public PreparedConfig(RouterConfig config, UplinkNumbers numbers, uint hashSeed)
    {
        Config = config;
        Numbers = numbers;
        HashSeed = hashSeed;
        Routes = RibModel.Create(config, RibDialect.V7);
    }

    public RouterConfig Config { get; }

    public UplinkNumbers Numbers { get; }

    public uint HashSeed { get; }

    /// <summary>The routes, grouped once.</summary>
    public RibModel Routes { get; }

    /// <summary>The entries of a list, sorted and merged as an interval set needs them.</summary>
    public EquatableArray<IpRange> List(string list, IpFamily family)
    {
        lock (_lock)
        {
            if (_lists.TryGetValue((list, family), out var known))
                return known;
            var ranges = Config.AddressLists
                .Where(entry => !entry.Disabled && entry.Value.List == list && entry.Value.Address.Family == family)
                .Select(static entry => entry.Value.Address);
            return _lists[(list, family)] = IpRangeSet.Merge(ranges);
        }
    }

    /// <summary>What is asked of a connection that begins inside.</summary>
    public PreparedClassifier ForwardedClassifier => Classifier("prerouting", NftNames.Classify);

    /// <summary>What the router's own connections are asked with <c>router: balance</c>.</summary>
    public PreparedClassifier OwnClassifier => Classifier("output", NftNames.ClassifyOutput);

    /// <summary>The classifier of a built-in mangle chain under a name in nftables.</summary>
    private PreparedClassifier Classifier(string chain, string name)
    {
        lock (_lock)
        {
            return _classifiers.TryGetValue(chain, out var known)
                ? known
                : _classifiers[chain] = PreparedClassifier.Of(this, chain, name);
        }
    }

    /// <summary>The mark that leads to a routing table, or null.</summary>
    public RouteMark? MarkOf(string table)
    {
        var role = Config.Tables.FirstOrDefault(entry => entry.Value.Name == table)?.Value.Role;
        return role switch
        {
            TableRole.Preferred preferred => Marked(preferred.Uplink, false),
            TableRole.Strict strict => Marked(strict.Uplink, true),
            TableRole.Preference preference =>
                Marked(UplinkNumbers.PreferenceKey(preference.Key), preference.OnlyNamed),
            TableRole.Refuse => new RouteMark(0, true),
            _ => null,
        };
    }

    private RouteMark? Marked(string name, bool strict) =>
        Numbers.Find(name) is { } number ? new RouteMark((byte)number, strict) : null;
}
