using System.Runtime.CompilerServices;
using Xunit.v3;

namespace DualWan.ScenarioTests.BadDays;

/// <summary>
/// A test that exists only where the environment variable DUALWAN_SOAK_MINUTES is set: elsewhere it is neither run nor
/// counted as skipped.
/// </summary>
[XunitTestCaseDiscoverer(typeof(SoakFactDiscoverer))]
[AttributeUsage(AttributeTargets.Method)]
public sealed class SoakFactAttribute(
    [CallerFilePath] string? file = null, [CallerLineNumber] int line = -1) : FactAttribute(file, line);
