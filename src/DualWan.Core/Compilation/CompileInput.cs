using DualWan.Core.Config;

namespace DualWan.Core.Compilation;

/// <summary>All that the desired state depends on.</summary>
internal sealed record CompileInput(PreparedConfig Prepared, Observations Observations)
{
    public RouterConfig Config => Prepared.Config;

    public UplinkNumbers Numbers => Prepared.Numbers;
}
