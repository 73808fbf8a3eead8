using System.Text.Json.Serialization;

namespace DualWan.Agent.Control;

/// <summary>How bad a <see cref="Problem"/> is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Severity>))]
internal enum Severity
{
    /// <summary>Worth knowing; nothing is lost.</summary>
    [JsonStringEnumMemberName("note")]
    Note,

    /// <summary>Works, but not in every case or not for long.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Something that was asked for does not work.</summary>
    [JsonStringEnumMemberName("error")]
    Error,
}
