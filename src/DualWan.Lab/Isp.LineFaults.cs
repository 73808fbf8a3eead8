using System.Diagnostics;
using DualWan.Lab.Topology;

namespace DualWan.Lab;

/// <summary>Faults of the line itself and of the router's end of it.</summary>
internal sealed partial class Isp
{
    /// <summary>
    /// The ISP's end goes down: the router loses its carrier unless a switch lies between (T-28, T-30).
    /// </summary>
    public Fault LinkDown() => Fault.Apply($"{Name}: link down",
        () => Namespace.Ip("link set cust0 down"),
        RaiseIspEnd);

    /// <summary>The router's own interface is taken down (T-29); healing does what a DHCP client then does.</summary>
    public Fault AdminDown() => Fault.Apply($"{Name}: {Interface} admin down",
        () => Router.Ip($"link set {Interface} down"),
        () =>
        {
            Router.Ip($"link set {Interface} up");
            RestoreRouterEnd();
        });

    /// <summary>
    /// The ISP's end goes down and comes up after <paramref name="time"/>, with as little else in between as one
    /// process can do: a millisecond is possible (K-09).
    /// </summary>
    /// <returns>How long it was down at least.</returns>
    public TimeSpan Flap(TimeSpan time)
    {
        var info = new ProcessStartInfo("ip", ["-force", "-batch", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var ip = Namespace.Do(() => Process.Start(info)) ?? throw new LabException("ip did not start");
        // The answer to a question says that the command before it is done; taking a link down takes milliseconds.
        Write(ip, "link show cust0\n");
        ReadLink(ip);
        Write(ip, "link set cust0 down\nlink show cust0\n");
        ReadLink(ip);
        var start = Stopwatch.GetTimestamp();
        SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(start) >= time);
        Write(ip, LabScripts.IspLine(Spec));
        ip.StandardInput.Close();
        var length = Stopwatch.GetElapsedTime(start);
        ip.StandardError.ReadToEnd();
        ip.WaitForExit();
        return length;
    }

    /// <summary>The router's address is gone, as when a lease ends; its carrier stays (K-10, T-40).</summary>
    public Fault AddressRemoved() => Fault.Apply($"{Name}: {Interface} lost its address",
        () => Router.Ip($"addr flush dev {Interface} scope global"),
        () => Router.IpBatchForced(LabScripts.RouterLine(Spec)));

    /// <summary>
    /// Another address and, with <paramref name="gateway"/>, another gateway: a lease from another pool (T-39, T-42).
    /// </summary>
    public Fault AddressChanged(string address, string? gateway = null)
    {
        var before = Spec;
        return Fault.Apply($"{Name}: {Interface} now {address}",
            () => MoveTo(before with { RouterAddress = address, Gateway = gateway ?? before.Gateway }),
            () => MoveTo(before));
    }

    /// <summary>The same lease, another gateway in it (T-39).</summary>
    public Fault GatewayChanged(string gateway) => AddressChanged(Spec.RouterAddress, gateway);

    /// <summary>
    /// The interface is deleted with its cable (K-13: a PPP line between two calls) and made again on revert.
    /// </summary>
    public Fault InterfaceGone() => Fault.Apply($"{Name}: {Interface} deleted",
        () => Router.Ip($"link del {Interface}"),
        () =>
        {
            Command.Run(_lab.Scripts.RouterCable(Spec), "ip", "-batch", "-").OrThrow();
            if (Spec.Link is LinkKind.Switched or LinkKind.Shared)
                _lab.SwitchOf(this).Ip($"link set {Interface} up master br0");
            RaiseIspEnd();
            RestoreRouterEnd();
        });

    // As a DHCP client does: the new address first, then the route, then the old address goes.
    private void MoveTo(IspSpec next)
    {
        var old = Spec;
        Spec = next;
        if (next.Gateway != old.Gateway)
        {
            Namespace.Ip("addr flush dev cust0 scope global");
            Namespace.IpBatchForced(LabScripts.IspLine(next));
        }

        Router.IpBatchForced($"addr add {next.RouterAddress} brd + dev {Interface}");
        if (next.DhcpMetric is not null)
            Router.TryIp($"route del default dev {Interface} proto dhcp");
        Router.IpBatchForced(LabScripts.DhcpRoutes(next));
        if (next.RouterAddress != old.RouterAddress)
            Router.TryIp($"addr del {old.RouterAddress} dev {Interface}");
        Router.IpBatchForced(LabScripts.RouterLine(next));
    }

    // IPv6 refuses routes over a link that does not run yet, and says nothing about it in a forced batch.
    private void RaiseIspEnd()
    {
        Namespace.Ip("link set cust0 up");
        Namespace.TryWaitUntilRunning("cust0");
        Namespace.IpBatchForced(LabScripts.IspLine(Spec));
    }

    private void RestoreRouterEnd()
    {
        Router.TryWaitUntilRunning(Interface);
        Router.IpBatchForced(LabScripts.RouterLine(Spec));
    }

    private static void Write(Process process, string lines)
    {
        process.StandardInput.Write(lines);
        process.StandardInput.Flush();
    }

    private static void ReadLink(Process ip)
    {
        while (ip.StandardOutput.ReadLine() is { } line && !line.Contains("cust0", StringComparison.Ordinal))
        {
        }
    }
}
