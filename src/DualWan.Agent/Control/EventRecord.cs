using System.Text.Json.Serialization;

namespace DualWan.Agent.Control;

/// <summary>One change, as <c>dualwan events</c> prints it: one JSON object per line.</summary>
/// <param name="Uplink">Null for what concerns the whole agent.</param>
/// <param name="Event">One word: <c>up</c>, <c>down</c>, <c>reload</c>, <c>started</c>, ...</param>
/// <param name="Reason">Why, in words, or null.</param>
/// <param name="Text">The line as in the log.</param>
internal sealed record EventRecord(DateTimeOffset Time, string? Uplink, string Event, string? Reason, string Text)
{
    /// <summary>Counts from 1 since the agent started; given by the journal. A gap says that lines were lost.</summary>
    [JsonPropertyOrder(-1)]
    public long Id { get; init; }
}
