using DualWan.Core.Reconciliation;
using DualWan.Core.Routing;

namespace DualWan.Core.Compilation;

/// <summary>The desired state, what could not be expressed, and the route selection behind it.</summary>
internal sealed record CompileResult(DesiredState State, EquatableArray<Problem> Problems, Rib Rib);
