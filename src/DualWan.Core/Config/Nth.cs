namespace DualWan.Core.Config;

/// <summary>nth=EVERY,PACKET: every rule has its own counter of the packets that reach it (NT-01).</summary>
internal sealed record Nth(uint Every, uint Packet);
