namespace DualWan.Core.Routing;

/// <summary>Where an address leads: hops, or the reason why to none.</summary>
internal readonly record struct RibPath(
    EquatableArray<RibHop> Hops, bool Recursive = false, bool ViaDefault = false, string? Reason = null)
{
    public static RibPath None(string reason) => new([], Reason: reason);

    public static RibPath To(RibHop hop) => new([hop]);
}
