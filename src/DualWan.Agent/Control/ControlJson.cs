using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DualWan.Agent.Control;

/// <summary>Everything that goes over the control socket or is printed with <c>--json</c>. Compact: one line.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(StatusSnapshot))]
[JsonSerializable(typeof(EventRecord))]
[JsonSerializable(typeof(OperationResult))]
[JsonSerializable(typeof(ReloadResult))]
[JsonSerializable(typeof(PlanRequest))]
[JsonSerializable(typeof(PlanReport))]
[JsonSerializable(typeof(ExplainReport))]
[JsonSerializable(typeof(ProbeLine))]
[JsonSerializable(typeof(ConfigReport))]
[JsonSerializable(typeof(ErrorReport))]
[JsonSerializable(typeof(CheckReport))]
[JsonSerializable(typeof(Doctor.DoctorReport))]
[JsonSerializable(typeof(Setup.InitReport))]
internal sealed partial class ControlJson : JsonSerializerContext
{
    /// <summary>One object per line, other alphabets left readable.</summary>
    public static ControlJson Line { get; } = new(Settings(indented: false));

    /// <summary>The same objects for documents: indented.</summary>
    public static ControlJson Document { get; } = new(Settings(indented: true));

    private static JsonSerializerOptions Settings(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = indented,
        // The output is read by programs and terminals, never pasted into HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
