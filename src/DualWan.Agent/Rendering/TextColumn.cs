namespace DualWan.Agent.Rendering;

/// <summary>A column of a <see cref="TextTable"/>.</summary>
/// <param name="Rank">0 is always shown; where the width does not do, the highest rank goes first.</param>
internal sealed record TextColumn(string Header, bool Right = false, int Rank = 0);
