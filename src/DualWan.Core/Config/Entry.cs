namespace DualWan.Core.Config;

/// <summary>One entry of a menu: its value, and what every RouterOS entry has beside it.</summary>
internal sealed record Entry<T>(EntryId Id, T Value, Origin Origin, bool Disabled = false, string? Comment = null)
    where T : notnull;
