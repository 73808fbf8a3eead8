using DualWan.Netlink.Wire;

namespace DualWan.Netlink.Route;

/// <summary>
/// An object of rtnetlink as a value: what a dump returns, an event announces and a request carries. Attributes that
/// this program has no use for are not kept.
/// </summary>
internal abstract record RtnetlinkMessage
{
    /// <summary>RTM_NEW... of the object.</summary>
    public abstract ushort NewType { get; }

    /// <summary>RTM_DEL..., always the one after it.</summary>
    public ushort DeleteType => (ushort)(NewType + 1);

    /// <summary>Writes header and attributes as RTM_NEW... wants them.</summary>
    public abstract void Write(NetlinkMessageWriter writer);

    /// <summary>Writes as much as RTM_DEL... needs to find the object; the same unless it refuses more.</summary>
    public virtual void WriteIdentity(NetlinkMessageWriter writer) => Write(writer);
}
