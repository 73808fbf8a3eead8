using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.NetlinkConstants;

namespace DualWan.Netlink.Route;

/// <summary>One change of one object; many of them make a batch.</summary>
internal readonly record struct RouteRequest(RouteOperation Operation, RtnetlinkMessage Object)
{
    public static RouteRequest Add(RtnetlinkMessage target) => new(RouteOperation.Add, target);

    public static RouteRequest Replace(RtnetlinkMessage target) => new(RouteOperation.Replace, target);

    public static RouteRequest Delete(RtnetlinkMessage target) => new(RouteOperation.Delete, target);

    public void Write(NetlinkMessageWriter writer)
    {
        if (Operation == RouteOperation.Replace && Object is RuleMessage)
            throw new InvalidOperationException("the kernel can't replace a rule: add the new one, delete the old one");
        var delete = Operation == RouteOperation.Delete;
        writer.Begin(delete ? Object.DeleteType : Object.NewType, Modifiers(Operation));
        if (delete)
            Object.WriteIdentity(writer);
        else
            Object.Write(writer);
        writer.End();
    }

    /// <summary>"add nexthop id 7 via 10.1.1.1 dev 3".</summary>
    public override string ToString() => $"{Operation.ToString().ToLowerInvariant()} {Object}";

    private static ushort Modifiers(RouteOperation operation) => operation switch
    {
        RouteOperation.Add => NLM_F_CREATE | NLM_F_EXCL,
        RouteOperation.Replace => NLM_F_CREATE | NLM_F_REPLACE,
        RouteOperation.Change => NLM_F_REPLACE,
        RouteOperation.Append => NLM_F_CREATE | NLM_F_APPEND,
        _ => 0,
    };
}
