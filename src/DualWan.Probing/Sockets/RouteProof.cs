using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DualWan.Core.Net;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Route;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.LinkConstants;
using static DualWan.Netlink.Interop.NetlinkConstants;
using static DualWan.Netlink.Interop.RtnetlinkConstants;
using static DualWan.Netlink.Interop.SocketConstants;

namespace DualWan.Probing.Sockets;

/// <summary>
/// Asks the kernel for the very lookup that a probe's send makes (device, mark, source) and accepts only a route by
/// the uplink's gateway. Without it a device-bound packet that finds no route is taken for on-link: the kernel sends
/// "who has" for the target itself, and whoever answers makes a dead line look up (kernel.md row 24, K-26).
/// </summary>
/// <remarks>
/// One synchronous message each, answered within the send (5 microseconds). It proves every kind of probe alike, costs
/// the traffic nothing (a packet socket that looks for the answer's hardware address sees every packet of the uplink),
/// and has no false alarm where a virtual router (VRRP, HSRP) answers from its physical address.
/// </remarks>
internal sealed class RouteProof : IDisposable
{
    private readonly NetlinkMessageWriter _writer = new(256);
    private readonly byte[] _buffer = new byte[4096];
    private BoundSocket? _socket;
    private uint _sequence;

    /// <summary>Whether a probe to this target would leave by the uplink's gateway.</summary>
    /// <param name="error">The kernel's refusal of the lookup; 0 otherwise.</param>
    public ProbeReason Check(ProbeBinding binding, int interfaceIndex, IpAddress target, out int error)
    {
        error = 0;
        if (binding[target.Family] is not { } address)
            return ProbeReason.NoAddress;
        if (!binding.ProveRoute)
            return ProbeReason.None;
        error = CheckSource(interfaceIndex, address.Source);
        if (error != 0)
            return SendErrors.ReasonOf(error);

        // The gateway itself is on the link: to look for it there is right.
        if (target == address.Gateway)
            return ProbeReason.None;
        error = TryLookUp(binding, interfaceIndex, address.Source, target, 0, out var route);
        if (error != 0)
            return SendErrors.ReasonOf(error) is var refused && refused == ProbeReason.Unreachable
                ? ProbeReason.NoRoute : refused;
        if (route.Type != RouteType.Unicast)
            return ProbeReason.NoRoute;
        if (route.Gateway is { } used && address.Gateway is { } gateway)
            return used == gateway ? ProbeReason.None : ProbeReason.OtherGateway;
        var least = address.Gateway is null ? 0 : 1; // point to point: the default route will do
        return IsMatched(binding, interfaceIndex, address.Source, target, least)
            ? ProbeReason.None : ProbeReason.NoRoute;
    }

    public void Dispose() => _socket?.Dispose();

    /// <summary>
    /// No gateway in the answer is either a route of the device (a connected prefix, a default without gateway) or the
    /// trap. RTM_F_FIB_MATCH (4.13) tells them apart: it fails where no route was matched. IPv6 has no such trap, its
    /// lookup fails by itself.
    /// </summary>
    private bool IsMatched(
        ProbeBinding binding, int interfaceIndex, IpAddress source, IpAddress target, int leastPrefixLength) =>
        target.Family == IpFamily.IPv6
        || (TryLookUp(binding, interfaceIndex, source, target, RTM_F_FIB_MATCH, out var route) == 0
            && route.PrefixLength >= leastPrefixLength);

    /// <summary>
    /// IPv6 sends on with a source address that has gone from the host; IPv4 refuses by itself. RTM_GETADDR for one
    /// address exists for IPv6 alone: EADDRNOTAVAIL where the interface has it not.
    /// </summary>
    private int CheckSource(int interfaceIndex, IpAddress source)
    {
        if (source.Family == IpFamily.IPv4)
            return 0;
        _writer.Clear().Begin(RTM_GETADDR, NLM_F_REQUEST);
        _writer.Struct(new ifaddrmsg { ifa_family = (byte)source.Family, ifa_index = (uint)interfaceIndex });
        _writer.Address(IFA_LOCAL, source);
        return Ask(out _);
    }

    private int TryLookUp(
        ProbeBinding binding, int interfaceIndex, IpAddress source, IpAddress target, uint flags, out RouteAnswer route)
    {
        _writer.Clear().Begin(RTM_GETROUTE, NLM_F_REQUEST);
        _writer.Struct(new rtmsg
        {
            rtm_family = (byte)target.Family,
            rtm_dst_len = target.BitLength,
            rtm_src_len = source.BitLength,
            rtm_flags = flags,
        });
        _writer.Address(RTA_DST, target);
        _writer.Address(RTA_SRC, source);
        _writer.Int32(RTA_OIF, interfaceIndex);
        _writer.UInt32(RTA_MARK, binding.Mark);
        return Ask(out route);
    }

    /// <summary>
    /// Ends and sends the message in the writer and takes its answer; the kernel's error number, or 0.
    /// </summary>
    private int Ask(out RouteAnswer route)
    {
        _writer.End();
        MemoryMarshal.Write(_writer.Writable[8..], ++_sequence); // nlmsg_seq
        route = default;
        var error = _socket is null
            ? BoundSocket.TryOpenUnbound(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE, out _socket) : 0;
        if (error != 0)
            return error;
        var kernel = default(KernelSocketAddress);
        error = _socket!.Send(_writer.Written, ref kernel);
        while (error == 0)
        {
            error = _socket.Receive(_buffer, out var packet);
            if (error == 0 && TryRead(_buffer.AsSpan(0, packet.Length), out route, out error))
                return error;
        }

        _socket.Dispose();
        _socket = null;
        return error;
    }

    /// <summary>False for a message that answers an earlier question.</summary>
    private bool TryRead(ReadOnlySpan<byte> datagram, out RouteAnswer route, out int error)
    {
        route = default;
        error = 0;
        var reader = new NetlinkMessageReader(datagram);
        while (reader.Read(out var message))
        {
            if (message.Sequence != _sequence)
                continue;
            if (message.Type == NLMSG_ERROR)
                error = -MemoryMarshal.Read<int>(message.Payload);
            else if (message.Type == RTM_NEWROUTE)
                route = RouteAnswer.Read(message.Payload);
            return true;
        }

        return false;
    }

    /// <summary>The part of an RTM_NEWROUTE that tells where a packet goes.</summary>
    private readonly record struct RouteAnswer(RouteType Type, byte PrefixLength, IpAddress? Gateway)
    {
        public static RouteAnswer Read(ReadOnlySpan<byte> payload)
        {
            var header = MemoryMarshal.Read<rtmsg>(payload);
            IpAddress? gateway = null;
            var attributes = new NetlinkAttributeReader(payload[Unsafe.SizeOf<rtmsg>()..]);
            while (attributes.Read())
            {
                if (attributes.Type == RTA_GATEWAY)
                    gateway = attributes.Address("RTA_GATEWAY");
                else if (attributes.Type == RTA_VIA)
                    gateway = IpAddress.FromBytes(attributes.Value[2..]); // struct rtvia: family, address
            }

            return new RouteAnswer((RouteType)header.rtm_type, header.rtm_dst_len, gateway);
        }
    }
}
