using DualWan.Core.Net;
using DualWan.Netlink.Interop;
using DualWan.Probing.Engine;
using DualWan.Probing.Sockets;

namespace DualWan.Probing.Arp;

/// <summary>
/// Asks the link who has an address. Neither ARP nor neighbour discovery carries a number that the answer repeats, so
/// an answer belongs to the youngest question: right while answers are quicker than questions, as they are on a link.
/// A second answer from another station makes the round a lie: one of the two speaks for an address not its own.
/// </summary>
internal abstract class StationProber(UplinkContext context, int monitor) : MonitorProber(context, monitor)
{
    private long _round;
    private TimeSpan _sentAt;
    private bool _asked;
    private LinkAddress _station;

    protected void Asked(long round, TimeSpan sentAt) =>
        (_round, _sentAt, _asked, _station) = (round, sentAt, true, default);

    /// <summary>
    /// Opens the socket, anew where the device's name means another one by now (its hardware address is in the
    /// question). Neither kind of socket cares whether the source address is still there: binding another one to it
    /// tells.
    /// </summary>
    protected ProbeReason Refresh(UplinkSocket socket, IpAddress source, out int error)
    {
        error = BoundSocket.TryOpen(Context.Binding, source, SocketConstants.SOCK_DGRAM, 0, out var trial);
        if (error != 0)
            return SendErrors.ReasonOf(error);
        var index = trial!.InterfaceIndex;
        trial.Dispose();
        if (socket.InterfaceIndex != index)
            socket.Close();
        return socket.Open(out error);
    }

    protected void OnAnswer(LinkAddress station, TimeSpan stamp, byte hopLimit)
    {
        if (!_asked || station == _station)
            return;
        var receivedAt = MonotonicClock.FromKernelStamp(stamp, _sentAt);
        var first = _station.Length == 0;
        _station = station;
        if (first)
            Report(_round, ProbeOutcome.Reply, ProbeReason.None, _sentAt, receivedAt, hopLimit);
        else
            Report(_round, ProbeOutcome.Lied, ProbeReason.TwoStations, _sentAt, receivedAt, hopLimit);
    }
}
