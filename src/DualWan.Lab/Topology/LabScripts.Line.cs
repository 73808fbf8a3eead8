using System.Net;
using System.Text;

namespace DualWan.Lab.Topology;

/// <summary>Both ends of one line: what is written at the start is written again when a fault is healed.</summary>
internal sealed partial class LabScripts
{
    /// <summary>
    /// The router's addresses and DHCP-like default routes on one line; also puts them back after a fault.
    /// </summary>
    public static string RouterLine(IspSpec isp)
    {
        var text = new StringBuilder();
        text.AppendLine(isp.Link == LinkKind.PointToPoint
            ? $"addr add {isp.RouterIp} peer {isp.Gateway} dev {isp.Interface}"
            : $"addr add {isp.RouterAddress} brd + dev {isp.Interface}");
        foreach (var (name, address) in isp.MoreInterfaces)
            text.AppendLine($"addr add {address} brd + dev {name}");
        if (isp.RouterAddress6 is not null)
            text.AppendLine($"addr add {isp.RouterAddress6} dev {isp.Interface} nodad");
        return text.Append(DhcpRoutes(isp)).ToString();
    }

    /// <summary>The default routes of one line in main, empty when the spec wants none.</summary>
    public static string DhcpRoutes(IspSpec isp)
    {
        if (isp.DhcpMetric is not { } metric)
            return "";
        var text = new StringBuilder();
        var via = isp.Link == LinkKind.PointToPoint ? "" : $"via {isp.Gateway} ";
        var onlink = isp.Link != LinkKind.PointToPoint && !OnRouterPrefix(isp) ? " onlink" : "";
        text.AppendLine(
            $"route add default {via}dev {isp.Interface} proto dhcp src {isp.RouterIp} metric {metric}{onlink}");
        for (var i = 0; i < isp.MoreInterfaces.Count; i++)
        {
            var (name, address) = isp.MoreInterfaces[i];
            text.AppendLine($"route add default via {isp.Gateway} dev {name} proto dhcp src {Bare(address)} "
                + $"metric {metric + 50 + i}");
        }

        if (isp.Gateway6 is not null)
            text.AppendLine($"route add default via {isp.Gateway6} dev {isp.Interface} proto ra metric {metric}");
        return text.ToString();
    }

    /// <summary>The ISP's side of the line; also puts it back after a fault.</summary>
    public static string IspLine(IspSpec isp)
    {
        var text = new StringBuilder("link set cust0 up\n");
        if (isp.Link == LinkKind.PointToPoint)
            text.AppendLine($"addr add {isp.Gateway} peer {isp.RouterIp} dev cust0");
        else if (OnRouterPrefix(isp))
            text.AppendLine($"addr add {isp.Gateway}/{isp.RouterAddress.Split('/')[1]} brd + dev cust0");
        else
            text.AppendLine($"addr add {isp.Gateway}/32 dev cust0");
        if (isp.NatAddress is null && (isp.Link == LinkKind.PointToPoint || !OnRouterPrefix(isp)))
            text.AppendLine($"route add {isp.Public} dev cust0");
        if (isp.Gateway6 is null)
            return text.ToString();
        text.AppendLine($"addr add {isp.Gateway6}/64 dev cust0 nodad");
        text.AppendLine($"route add 2001:db8:{isp.Number}:1::/64 via {Bare(isp.RouterAddress6!)}");
        return text.ToString();
    }

    private static bool OnRouterPrefix(IspSpec isp) =>
        IPNetwork.Parse(Masked(isp.RouterAddress)).Contains(IPAddress.Parse(isp.Gateway));

    private static string Bare(string address) => address[..address.IndexOf('/', StringComparison.Ordinal)];

    // IPNetwork.Parse masks host bits silently since .NET 10; going through BaseAddress says what is meant.
    private static string Masked(string address) => IPNetwork.Parse(address).ToString();
}
