namespace DualWan.Core.Config;

/// <summary>The capacity of a line in bits per second.</summary>
internal sealed record Bandwidth(long Down, long Up);
