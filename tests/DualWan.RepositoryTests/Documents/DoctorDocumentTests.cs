using System.Text.Json.Serialization.Metadata;
using DualWan.Agent.Control;
using DualWan.Agent.Doctor;

namespace DualWan.RepositoryTests.Documents;

/// <summary>What programs read (codes, JSON fields) is described, and nothing that there is not.</summary>
public sealed class DoctorDocumentTests
{
    [Fact]
    public void Every_check_of_doctor_is_described()
    {
        var text = Documentation.Text("living-with-others.md");

        Sources.AssertNone(DoctorChecks.All.Select(static check => check.Code)
            .Where(code => !text.Contains($"`{code}`", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_drop_in_for_networkd_says_what_doctor_asks_for()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "packaging/networkd/10-dualwan.conf"));

        Assert.Equal(
            [
                "[Network]", "ManageForeignRoutingPolicyRules=no", "ManageForeignRoutes=no",
                "ManageForeignNextHops=no",
            ],
            lines.Where(static line => !line.StartsWith('#')));
    }

    [Fact]
    public void Every_field_of_the_json_is_described()
    {
        var text = Documentation.Text("commands.md") + Documentation.Text("control-socket.md");
        JsonTypeInfo[] types =
        [
            ControlJson.Line.StatusSnapshot, ControlJson.Line.UplinkStatus, ControlJson.Line.MonitorStatus,
            ControlJson.Line.DampingStatus, ControlJson.Line.CounterStatus, ControlJson.Line.Problem,
            ControlJson.Line.PlanReport, ControlJson.Line.ExplainReport, ControlJson.Line.ExplainStep,
            ControlJson.Line.ReloadResult, ControlJson.Line.OperationResult, ControlJson.Line.ProbeLine,
            ControlJson.Line.ConfigReport, ControlJson.Line.CheckReport, ControlJson.Line.DiagnosticRecord,
            ControlJson.Line.DoctorReport, ControlJson.Line.InitReport, ControlJson.Line.InitLink,
        ];

        Sources.AssertNone(
            from type in types
            from property in type.Properties
            where !text.Contains($"`{property.Name}`", StringComparison.Ordinal)
                && !text.Contains($"`{property.Name}[]`", StringComparison.Ordinal)
                && !text.Contains($"`uplinks[].{property.Name}`", StringComparison.Ordinal)
            select $"{type.Type.Name}.{property.Name}");
    }
}
