using DualWan.Agent.Doctor;
using DualWan.Agent.Setup;
using DualWan.Core.Config;
using DualWan.Core.Reconciliation;
using DualWan.Netlink.Conversation;

namespace DualWan.Agent.Hosting;

/// <summary>The machine and network namespace that the process is in.</summary>
internal sealed class LinuxBox(IKernelWork kernel) : IBox
{
    private static readonly SnapshotRequest Everything = new(false, []);

    private readonly BoxReader _files = new();

    public DoctorInput Examine(RouterConfig? config, TimeProvider time) => new(
        Read(), _files, KernelProbe.Chains(), KernelProbe.Features(_files), config, time.GetUtcNow());

    public BoxReport Inspect() => new BoxInspector(kernel.Read(Everything), _files).Inspect();

    /// <summary>Without the right to see nf_tables there is nothing to see of it; doctor then says so.</summary>
    private KernelSnapshot Read()
    {
        try
        {
            return kernel.Read(Everything);
        }
        catch (NetlinkException)
        {
            return KernelSnapshot.Empty;
        }
    }
}
