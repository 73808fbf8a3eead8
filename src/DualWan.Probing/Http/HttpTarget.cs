using System.Diagnostics.CodeAnalysis;
using System.Text;
using DualWan.Core.Net;

namespace DualWan.Probing.Http;

/// <summary>An HTTP monitor's URL, taken apart once.</summary>
/// <param name="Host">What TLS checks the certificate against.</param>
/// <param name="Address">The host where it is an address; null = a name to resolve through the uplink.</param>
/// <param name="Request">The bytes to send: one request, one connection.</param>
internal sealed record HttpTarget(string Host, IpAddress? Address, ushort Port, bool Secure, byte[] Request)
{
    /// <summary>False for what is no http or https URL with a host.</summary>
    public static bool TryParse(string url, [NotNullWhen(true)] out HttpTarget? target)
    {
        target = null;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
            return false;
        var host = uri.IdnHost;
        IpAddress? address = IpAddress.TryParse(host.Trim('[', ']'), out var literal) ? literal : null;

        // Authority leaves a default port out, as the Host header wants it (RFC 9110 section 7.2).
        var request = Encoding.ASCII.GetBytes(
            $"GET {uri.PathAndQuery} HTTP/1.1\r\nHost: {HostHeader(uri)}\r\nUser-Agent: dualwan\r\nAccept: */*\r\n"
            + "Connection: close\r\n\r\n");
        target = new HttpTarget(host, address, (ushort)uri.Port, uri.Scheme == Uri.UriSchemeHttps, request);
        return true;
    }

    private static string HostHeader(Uri uri)
    {
        var host = uri.HostNameType == UriHostNameType.IPv6 ? $"[{uri.IdnHost.Trim('[', ']')}]" : uri.IdnHost;
        return uri.IsDefaultPort ? host : $"{host}:{uri.Port}";
    }
}
