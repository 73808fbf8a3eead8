using DualWan.Core.Text;

namespace DualWan.Core.Config;

/// <summary>Where an entry comes from: a place in a file, or a user of the console or API. Problems, <c>plan</c> and
/// <c>explain</c> name it, never a lowered rule.</summary>
/// <param name="Description">What the place says in the user's words, e.g. <c>rule 3</c> or <c>uplink isp1</c>.</param>
/// <param name="Location">The place in the file, or null for what no file says (a default, an API user).</param>
internal sealed record Origin(string Description, TextLocation? Location = null)
{
    /// <summary>What the program adds by itself where the config says nothing.</summary>
    public static Origin Default { get; } = new("default");

    public override string ToString() => Location is { } place ? $"{Description} ({place})" : Description;
}
