using System.Runtime.InteropServices;
using System.Text;
using DualWan.Lab;
using DualWan.Netlink.Interop;
using Microsoft.Win32.SafeHandles;

namespace DualWan.Probing.Tests;

/// <summary>A point-to-point interface whose far end answers every IPv4 echo request itself.</summary>
internal sealed partial class TunDevice : IDisposable
{
    // include/uapi/linux/if_tun.h
    private const nuint TUNSETIFF = 0x400454ca;
    private const short IFF_TUN = 1;
    private const short IFF_NO_PI = 0x1000;

    private readonly NetworkNamespace _space;
    private readonly string _name;
    private readonly SafeFileHandle _device;

    public TunDevice(NetworkNamespace space, string name)
    {
        (_space, _name) = (space, name);
        _device = space.Do(() => File.OpenHandle("/dev/net/tun", FileMode.Open, FileAccess.ReadWrite));
        var request = new byte[40]; // struct ifreq
        Encoding.ASCII.GetBytes(name, request);
        MemoryMarshal.Write(request.AsSpan(16), (short)(IFF_TUN | IFF_NO_PI));
        Assert.Equal(0, space.Do(() => Control(_device, TUNSETIFF, request)));
        new Thread(Answer) { IsBackground = true, Name = "far end" }.Start();
    }

    /// <summary>Without the device the far end's read fails, and it ends.</summary>
    public void Dispose()
    {
        _space.TryIp($"link del {_name}");
        _device.Dispose();
    }

    private unsafe void Answer()
    {
        var buffer = stackalloc byte[2048];
        while (Libc.read(_device, buffer, 2048) is var length and > 0)
        {
            var packet = new ReadOnlySpan<byte>(buffer, (int)length);
            if (packet.Length < 28 || packet[0] != 0x45 || packet[9] != 1 || packet[20] != 8)
                continue;
            byte[] reply = [.. packet[..12], .. packet[16..20], .. packet[12..16],
                .. TestServers.EchoReply(packet[20..].ToArray())];
            fixed (byte* bytes = reply)
                _ = Libc.write(_device, bytes, (nuint)reply.Length);
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle device, nuint request, byte[] argument);
}
