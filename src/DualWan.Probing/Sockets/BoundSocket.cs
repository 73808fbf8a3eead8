using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using DualWan.Core.Net;
using DualWan.Netlink.Interop;
using static DualWan.Netlink.Interop.ProbingConstants;
using static DualWan.Netlink.Interop.SocketConstants;

namespace DualWan.Probing.Sockets;

/// <summary>
/// A non-blocking socket tied to an uplink: device, mark, priority, source address, receive stamps. Every call answers
/// with an error number (0 = done): a line that is gone makes errors by the thousand, and they are its state, not an
/// exception.
/// </summary>
internal sealed unsafe class BoundSocket : IDisposable
{
    private const int LinkSize = 6;

    private BoundSocket(SafeSocketHandle handle)
    {
        Handle = handle;
        Descriptor = (int)handle.DangerousGetHandle();
    }

    public SafeSocketHandle Handle { get; }

    /// <summary>For poll(2); valid while this object is not disposed.</summary>
    public int Descriptor { get; }

    /// <summary>The index that the device's name meant when the socket was bound.</summary>
    public int InterfaceIndex { get; private set; }

    /// <summary>Opens an internet socket bound to device and source; its port is the kernel's to choose.</summary>
    public static int TryOpen(ProbeBinding binding, IpAddress source, int type, int protocol, out BoundSocket? socket)
    {
        var error = TryCreate((int)source.Family, type, protocol, binding, out socket);
        if (error == 0)
            error = socket!.Bind(KernelSocketAddress.From(source, 0, socket.InterfaceIndex));
        return Keep(error, ref socket);
    }

    /// <summary>Opens a packet socket (SOCK_DGRAM: without the link header) for one EtherType of the device.</summary>
    public static int TryOpenPacket(ProbeBinding binding, ushort etherType, out BoundSocket? socket)
    {
        // Protocol 0: nothing is received before bind(2) names the interface and the EtherType together.
        var index = 0;
        var error = IndexOf(binding, ref index);
        socket = null;
        if (error == 0)
            error = TryCreate(AF_PACKET, SOCK_DGRAM, 0, null, out socket);
        if (error == 0)
        {
            socket!.InterfaceIndex = index;
            error = socket.Bind(KernelSocketAddress.Link(index, etherType, default));
        }

        return Keep(error, ref socket);
    }

    /// <summary>Opens a socket of no uplink (netlink).</summary>
    public static int TryOpenUnbound(int family, int type, int protocol, out BoundSocket? socket) =>
        Keep(TryCreate(family, type, protocol, null, out socket), ref socket);

    public int Set(int level, int option, int value)
    {
        var copy = value;
        return Libc.setsockopt(Handle, level, option, &copy, sizeof(int)) < 0 ? Marshal.GetLastPInvokeError() : 0;
    }

    public int Set(int level, int option, ReadOnlySpan<byte> value)
    {
        fixed (byte* bytes = value)
            return Libc.setsockopt(Handle, level, option, bytes, (uint)value.Length) < 0
                ? Marshal.GetLastPInvokeError() : 0;
    }

    /// <summary>
    /// One instruction of a classic BPF program, struct sock_filter (include/uapi/linux/filter.h), as bits.
    /// </summary>
    public static ulong FilterStep(ushort code, byte whenTrue, byte whenFalse, uint operand)
    {
        Span<byte> step = stackalloc byte[sizeof(ulong)];
        MemoryMarshal.Write(step, code);
        step[2] = whenTrue;
        step[3] = whenFalse;
        MemoryMarshal.Write(step[4..], operand);
        return MemoryMarshal.Read<ulong>(step);
    }

    /// <summary>Lets in only what the program accepts; made of <see cref="FilterStep"/>s.</summary>
    public int AttachFilter(ReadOnlySpan<ulong> program)
    {
        fixed (ulong* steps = program)
        {
            // struct sock_fprog: unsigned short len, padded, and the pointer.
            Span<nint> filter = [0, (nint)steps];
            MemoryMarshal.Write(MemoryMarshal.AsBytes(filter), (ushort)program.Length);
            return Set(SOL_SOCKET, SO_ATTACH_FILTER, MemoryMarshal.AsBytes(filter));
        }
    }

    /// <summary>
    /// Fills the buffer with as much of the option as there is; the length that the kernel wrote, or -1.
    /// </summary>
    public int Get(int level, int option, Span<byte> value)
    {
        var length = (uint)value.Length;
        fixed (byte* bytes = value)
            return Libc.getsockopt(Handle, level, option, bytes, &length) < 0 ? -1 : (int)length;
    }

    /// <summary>The error that waits on the socket (SO_ERROR); reading clears it.</summary>
    public int TakeError()
    {
        var error = 0;
        return Get(SOL_SOCKET, SO_ERROR, MemoryMarshal.AsBytes(new Span<int>(ref error))) < 0
            ? Marshal.GetLastPInvokeError() : error;
    }

    /// <summary>0 at once, EINPROGRESS where poll(2) tells the end, or the refusal.</summary>
    public int Connect(KernelSocketAddress address)
    {
        fixed (byte* bytes = address.Bytes)
            return Libc.connect(Handle, bytes, address.Length) < 0 ? Marshal.GetLastPInvokeError() : 0;
    }

    public int Send(ReadOnlySpan<byte> packet, ref KernelSocketAddress to)
    {
        fixed (byte* bytes = packet)
        fixed (byte* address = to.Bytes)
            return Result(Libc.sendto(
                Handle, bytes, (nuint)packet.Length, MSG_DONTWAIT, to.Length == 0 ? null : address, to.Length));
    }

    /// <summary>Reads one packet; EAGAIN when there is none.</summary>
    [SkipLocalsInit]
    public int Receive(Span<byte> buffer, out ReceivedPacket packet)
    {
        var name = stackalloc byte[KernelSocketAddress.Capacity];
        const int controlSize = 256;
        var control = stackalloc byte[controlSize];
        fixed (byte* bytes = buffer)
        {
            var vector = new iovec { iov_base = bytes, iov_len = (nuint)buffer.Length };
            var message = new msghdr
            {
                msg_name = name,
                msg_namelen = (uint)KernelSocketAddress.Capacity,
                msg_iov = &vector,
                msg_iovlen = 1,
                msg_control = control,
                msg_controllen = controlSize,
            };
            var length = Libc.recvmsg(Handle, &message, MSG_DONTWAIT);
            packet = default;
            if (length < 0)
                return Marshal.GetLastPInvokeError();
            ReadControl(new(control, (int)message.msg_controllen), out var stamp, out var hopLimit);
            var source = KernelSocketAddress.Read(new(name, (int)message.msg_namelen));
            packet = new ReceivedPacket((int)length, source, stamp, hopLimit);
            return 0;
        }
    }

    /// <summary>The hardware type and address of a packet socket's interface (getsockname(2), packet(7)).</summary>
    public bool TryGetHardwareAddress(out LinkAddress address)
    {
        sockaddr_ll link;
        var length = (uint)sizeof(sockaddr_ll);
        address = default;
        if (Libc.getsockname(Handle, &link, &length) < 0 || link.sll_hatype != ARPHRD_ETHER
            || link.sll_halen != LinkSize)
            return false;
        address = new LinkAddress(((ReadOnlySpan<byte>)link.sll_addr)[..LinkSize]);
        return true;
    }

    public void Dispose() => Handle.Dispose();

    private int Bind(KernelSocketAddress address)
    {
        fixed (byte* bytes = address.Bytes)
            return Libc.bind(Handle, bytes, address.Length) < 0 ? Marshal.GetLastPInvokeError() : 0;
    }

    private static int TryCreate(int family, int type, int protocol, ProbeBinding? binding, out BoundSocket? socket)
    {
        socket = null;
        var descriptor = Libc.socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
        if (descriptor < 0)
            return Marshal.GetLastPInvokeError();
        socket = new BoundSocket(new SafeSocketHandle(descriptor, ownsHandle: true));
        var error = socket.Set(SOL_SOCKET, SO_TIMESTAMPNS_NEW, 1);
        if (error == 0 && binding is not null)
            error = socket.Apply(binding);
        return error;
    }

    private int Apply(ProbeBinding binding)
    {
        var error = Set(SOL_SOCKET, SO_BINDTODEVICE, Encoding.UTF8.GetBytes(binding.Interface));
        if (error == 0)
            error = Set(SOL_SOCKET, SO_MARK, (int)binding.Mark);
        if (error == 0)
            error = Set(SOL_SOCKET, SO_PRIORITY, binding.Priority);
        var index = 0;
        if (error == 0 && Get(SOL_SOCKET, SO_BINDTOIFINDEX, MemoryMarshal.AsBytes(new Span<int>(ref index))) < 0)
            error = Marshal.GetLastPInvokeError();
        InterfaceIndex = index;
        return error;
    }

    /// <summary>
    /// The device's index, by binding a throw-away socket to its name: one way for every kind of socket.
    /// </summary>
    private static int IndexOf(ProbeBinding binding, ref int index)
    {
        var error = TryCreate(AF_INET, SOCK_DGRAM, 0, binding, out var probe);
        index = probe?.InterfaceIndex ?? 0;
        probe?.Dispose();
        return error;
    }

    private static int Keep(int error, ref BoundSocket? socket)
    {
        if (error == 0)
            return 0;
        socket?.Dispose();
        socket = null;
        return error;
    }

    private static void ReadControl(ReadOnlySpan<byte> control, out TimeSpan stamp, out byte hopLimit)
    {
        stamp = TimeSpan.Zero;
        hopLimit = 0;
        var reader = new ControlMessages(control);
        while (reader.Read())
        {
            if (reader.Is(SOL_SOCKET, SO_TIMESTAMPNS_NEW) && reader.Data.Length >= 16)
                stamp = FromTimespec(reader.Data);
            else if (reader.Is(SOL_IPV6, IPV6_HOPLIMIT) && reader.Data.Length >= 4)
                hopLimit = (byte)MemoryMarshal.Read<int>(reader.Data);
        }
    }

    /// <summary>struct __kernel_timespec: two 64-bit numbers on every architecture.</summary>
    private static TimeSpan FromTimespec(ReadOnlySpan<byte> data) =>
        TimeSpan.FromTicks((MemoryMarshal.Read<long>(data) * TimeSpan.TicksPerSecond)
            + (MemoryMarshal.Read<long>(data[8..]) / TimeSpan.NanosecondsPerTick));

    private static int Result(nint result) => result < 0 ? Marshal.GetLastPInvokeError() : 0;
}
