using System.Globalization;
using DualWan.Agent.Control;

namespace DualWan.Agent.Rendering;

/// <summary>An event as one line, in the reader's time zone.</summary>
internal sealed class EventRenderer(Palette palette, TimeZoneInfo zone)
{
    public string Render(EventRecord record)
    {
        var time = TimeZoneInfo.ConvertTime(record.Time, zone)
            .ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
        return $"{palette.Paint(time, TextStyle.Dim)}  {palette.Paint(record.Text, StyleOf(record.Event))}";
    }

    private static TextStyle StyleOf(string word) => word switch
    {
        "up" or "failback" => TextStyle.Good,
        "down" or "refused" => TextStyle.Bad,
        "degraded" or "draining" or "disabled" or "problem" => TextStyle.Warning,
        _ => TextStyle.Plain,
    };
}
