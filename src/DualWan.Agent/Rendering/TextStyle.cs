namespace DualWan.Agent.Rendering;

/// <summary>What a piece of output means; <see cref="Palette"/> gives it a colour.</summary>
internal enum TextStyle
{
    Plain,
    Good,
    Warning,
    Bad,
    Dim,
    Strong,
    Heading,
}
