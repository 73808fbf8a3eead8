using DualWan.Agent.Doctor;
using DualWan.Agent.Setup;
using DualWan.Core.Config;

namespace DualWan.Agent.Hosting;

/// <summary>This machine, for the verbs that look at it before there is an agent.</summary>
internal interface IBox
{
    DoctorInput Examine(RouterConfig? config, TimeProvider time);

    /// <summary>What looks like an uplink, and what like a LAN.</summary>
    BoxReport Inspect();
}
