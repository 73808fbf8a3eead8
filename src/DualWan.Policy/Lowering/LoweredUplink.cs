using DualWan.Core.Config;
using DualWan.Core.Text;

namespace DualWan.Policy.Lowering;

/// <summary>An uplink with its defaults applied, and where it comes from.</summary>
internal sealed record LoweredUplink(Uplink Value, Origin Origin)
{
    public string Name => Value.Name;
}
