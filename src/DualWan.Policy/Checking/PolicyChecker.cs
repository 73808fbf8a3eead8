using DualWan.Core;
using DualWan.Core.Config;
using DualWan.Core.Reconciliation;
using DualWan.Core.Text;
using DualWan.Policy.Model;

namespace DualWan.Policy.Checking;

/// <summary>
/// What is wrong between values that are right one by one: references to nothing, things given twice, combinations that
/// can't work.
/// </summary>
internal sealed partial class PolicyChecker(PolicyDocument policy, DiagnosticBag diagnostics)
{
    /// <summary>Uplink numbers have five bits; 0 is none, and 31 is the probes' (kernel.md D14).</summary>
    public const int MaxUplinks = KernelNumbers.MaxUplinks;

    private readonly HashSet<string> _names = [.. policy.Uplinks.Select(static uplink => uplink.Name)];
    private readonly HashSet<string> _lists = [.. policy.AddressLists.Select(static list => list.Name)];
    private readonly Dictionary<string, PolicyUplink> _byInterface = [];

    public void Check()
    {
        CheckUplinks();
        if (policy.Uplinks.Count > MaxUplinks)
            return;
        CheckLan();
        CheckHealth();
        CheckIntervals();
        CheckBalance();
        CheckWeights();
        CheckRules();
        CheckNumbers();
        CheckSettings();
    }

    private void CheckLan()
    {
        foreach (var name in policy.Lan)
        {
            if (UplinkOn(name.Value) is { } uplink)
                diagnostics.Error(
                    name.Location,
                    $"'{name.Value}' is in the LAN and is uplink {uplink.ShownName}; expected one of both");
        }
    }

    private void CheckSettings()
    {
        if (policy.DrainAfter is { } after && policy.OnFailback?.Value != OnFailback.Drain)
            diagnostics.Warning(after.Location, "after: counts only with 'connections: drain'");
        var says = policy.Masquerade is not null || policy.Uplinks.Any(static uplink => uplink.Nat is not null);
        if (policy.Lan.Count > 0 && !says)
        {
            diagnostics.Warning(
                policy.Lan[0].Location,
                "there is a LAN and nothing says 'nat'; without it private addresses get no answers",
                "write 'nat: masquerade' or 'nat: no'");
        }
    }

    private PolicyUplink? UplinkOn(string name) => _byInterface.GetValueOrDefault(name);
}
