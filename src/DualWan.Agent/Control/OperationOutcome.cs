using System.Text.Json.Serialization;

namespace DualWan.Agent.Control;

/// <summary>How an operation ended; the control socket answers 200, 404 or 409.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OperationOutcome>))]
internal enum OperationOutcome
{
    /// <summary>Done, or already so.</summary>
    [JsonStringEnumMemberName("done")]
    Done,

    [JsonStringEnumMemberName("no-such-uplink")]
    NoSuchUplink,

    /// <summary>The agent or the kernel would not.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,
}
