using DualWan.Core.Config;

namespace DualWan.Core.Routing;

/// <summary>A route entry made ready for selection.</summary>
/// <param name="Index">Its place in the config's list of routes.</param>
/// <param name="Entry">The entry.</param>
/// <param name="NextHops">One per distinct gateway, with how often the list repeats it (EC-02).</param>
internal sealed record RibCandidate(int Index, Entry<Route> Entry, (RibNextHop NextHop, int Count)[] NextHops)
{
    public Route Route => Entry.Value;

    /// <summary>The scope others see, SC-06's corrections applied.</summary>
    public int Scope { get; set; }

    /// <summary>Why it can never be used with this config, or null.</summary>
    public string? Fault { get; init; }
}
