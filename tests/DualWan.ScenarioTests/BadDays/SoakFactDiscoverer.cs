using Xunit.Sdk;
using Xunit.v3;

namespace DualWan.ScenarioTests.BadDays;

/// <summary>Finds a <see cref="SoakFactAttribute"/> where it was asked for.</summary>
public sealed class SoakFactDiscoverer : FactDiscoverer
{
    public const string Variable = "DUALWAN_SOAK_MINUTES";

    public override ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute) =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable))
            ? new([])
            : base.Discover(discoveryOptions, testMethod, factAttribute);
}
