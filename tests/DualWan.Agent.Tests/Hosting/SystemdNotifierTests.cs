using System.Net.Sockets;
using System.Text;
using DualWan.Agent.Tests.Support;
using DualWan.Systemd;

namespace DualWan.Agent.Tests.Hosting;

public sealed class SystemdNotifierTests
{
    [Fact]
    public void Messages_reach_a_socket_with_a_path()
    {
        using var directory = new TemporaryDirectory();
        using var manager = Listen(directory.File("notify"));
        using var notifier = new SystemdNotifier(directory.File("notify"), "30000000");

        notifier.Ready("2 uplinks\nup");

        Assert.Equal("READY=1\nSTATUS=2 uplinks up", Receive(manager));
        Assert.Equal(TimeSpan.FromSeconds(15), notifier.WatchdogInterval);
    }

    [Fact]
    public void Messages_reach_an_abstract_socket()
    {
        var name = $"dualwan-test-{Guid.NewGuid():N}";
        using var manager = Listen("\0" + name);
        using var notifier = new SystemdNotifier("@" + name, null);

        notifier.Watchdog();
        notifier.Stopping();

        Assert.Equal("WATCHDOG=1", Receive(manager));
        Assert.Equal("STOPPING=1", Receive(manager));
    }

    [Fact]
    public void A_reload_carries_the_monotonic_clock_of_the_kernel()
    {
        var name = $"dualwan-test-{Guid.NewGuid():N}";
        using var manager = Listen("\0" + name);
        using var notifier = new SystemdNotifier("@" + name, null);

        notifier.Reloading();

        var text = Receive(manager);
        Assert.StartsWith("RELOADING=1\nMONOTONIC_USEC=", text, StringComparison.Ordinal);
        var told = long.Parse(text.Split('=')[2], System.Globalization.CultureInfo.InvariantCulture) / 1e6;
        // CLOCK_MONOTONIC is /proc/uptime but for the time spent suspended; containers shift neither.
        var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0],
            System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(told, uptime - 3600 * 24, uptime + 60);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("vsock:2:1234")]
    [InlineData("/nonexistent/notify")]
    public void Without_a_manager_nothing_happens(string? path)
    {
        using var notifier = new SystemdNotifier(path, "0");

        notifier.Ready("x");
        notifier.Status("y");

        Assert.Null(notifier.WatchdogInterval);
    }

    private static Socket Listen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram,
            ProtocolType.Unspecified)
        { ReceiveTimeout = 2000 };
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static string Receive(Socket socket)
    {
        var buffer = new byte[512];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }
}
