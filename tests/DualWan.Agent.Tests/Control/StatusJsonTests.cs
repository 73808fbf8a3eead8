using System.Text.Json;
using DualWan.Agent.Control;
using DualWan.Agent.Tests.Support;
using DualWan.Testing;

namespace DualWan.Agent.Tests.Control;

/// <summary>The JSON is a promise: these files change only when fields are added.</summary>
public sealed class StatusJsonTests
{
    [Fact]
    public void The_status_of_a_failed_uplink_is_this_document() =>
        Golden.Matches("status-failed.json",
            JsonSerializer.Serialize(Samples.Failed(), ControlJson.Document.StatusSnapshot));

    [Fact]
    public void The_fields_that_the_design_promises_are_there()
    {
        var text = JsonSerializer.Serialize(Samples.Status(), ControlJson.Line.StatusSnapshot);
        using var document = JsonDocument.Parse(text);
        var uplink = document.RootElement.GetProperty("uplinks")[0];

        Assert.All(
            ["name", "interface", "state", "gateway", "weight", "distance", "share", "connections", "detectionMs",
                "monitors"],
            (string name) => Assert.True(uplink.TryGetProperty(name, out _), name));
        Assert.All(
            ["address", "state", "rttMs", "lossPercent"],
            (string name) => Assert.True(uplink.GetProperty("monitors")[0].TryGetProperty(name, out _), name));
        Assert.Equal(JsonValueKind.Array, document.RootElement.GetProperty("problems").ValueKind);
        Assert.Equal(7, document.RootElement.GetProperty("generation").GetInt64());
        Assert.DoesNotContain('\n', text);
    }

    [Fact]
    public void What_was_written_is_read_back_the_same()
    {
        var first = JsonSerializer.Serialize(Samples.Failed(), ControlJson.Line.StatusSnapshot);

        var second = JsonSerializer.Serialize(
            JsonSerializer.Deserialize(first, ControlJson.Line.StatusSnapshot)!, ControlJson.Line.StatusSnapshot);

        Assert.Equal(first, second);
    }

    [Fact]
    public void An_event_is_one_line()
    {
        var expected = "{'id':41,'time':'2026-03-01T11:58:00+00:00','uplink':'isp1','event':'down',"
            + "'reason':'all monitors failed','text':'[FAILOVER] isp1 DOWN - all monitors failed'}";

        Assert.Equal(
            expected.Replace('\'', '"'), JsonSerializer.Serialize(Samples.Failed().Events[0], ControlJson.Line.EventRecord));
    }
}
