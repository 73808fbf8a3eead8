namespace DualWan.Agent.Rendering;

/// <summary>A cell of a <see cref="TextTable"/>.</summary>
internal readonly record struct TextCell(string Text, TextStyle Style = TextStyle.Plain)
{
    public static TextCell Empty { get; } = new("");

    public static implicit operator TextCell(string? text) => new(text ?? "");
}
