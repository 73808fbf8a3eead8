namespace DualWan.Agent.Rendering;

/// <summary>The value of <c>--color</c>.</summary>
internal enum ColorMode
{
    /// <summary>On a terminal, unless NO_COLOR is set or the terminal is dumb.</summary>
    Auto,
    Always,
    Never,
}
