using DualWan.Netlink.Conversation;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Wire;

namespace DualWan.Netlink.Route;

/// <summary>
/// rtnetlink of one namespace: lists and changes links, addresses, routes, rules, nexthops and neighbours. Synchronous
/// and for one caller at a time; a single change takes tens of microseconds.
/// </summary>
internal sealed partial class RouteNetlink(NetlinkConnection connection) : IDisposable
{
    private readonly NetlinkMessageWriter _writer = new();

    /// <summary>Opens a socket in the network namespace of this thread.</summary>
    public static RouteNetlink Open() => new(NetlinkConnection.Open(NetlinkConstants.NETLINK_ROUTE));

    public void Dispose() => connection.Dispose();

    /// <summary>Executes all requests in order and returns the verdict on each. The kernel doesn't stop at a
    /// refusal.</summary>
    public NetlinkAck[] ExecuteBatch(IReadOnlyList<RouteRequest> requests)
    {
        _writer.Clear();
        foreach (var request in requests)
            request.Write(_writer);
        return connection.Execute(_writer);
    }

    /// <summary>Executes one request and returns the kernel's verdict, for callers that expect a refusal.</summary>
    public NetlinkAck TryExecute(RouteRequest request)
    {
        request.Write(_writer.Clear());
        var ack = default(NetlinkAck);
        connection.Execute(_writer, new Span<NetlinkAck>(ref ack));
        return ack;
    }

    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public void Execute(RouteRequest request)
    {
        var ack = TryExecute(request);
        if (!ack.Succeeded)
            throw ack.ToException(request.ToString());
    }

    public void Add(RtnetlinkMessage target) => Execute(RouteRequest.Add(target));

    public void Replace(RtnetlinkMessage target) => Execute(RouteRequest.Replace(target));

    public void Delete(RtnetlinkMessage target) => Execute(RouteRequest.Delete(target));
}
