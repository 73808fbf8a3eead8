using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Policy.Reading;

/// <summary>What a monitor asks, as the policy writes it.</summary>
internal static class MonitorText
{
    public const string Expected =
        "an address, gateway, arp:gateway, arp:ADDRESS, tcp:ADDRESS:PORT, dns:SERVER/NAME or an http(s) URL";

    private const int MaxUrl = 2000;

    private static readonly MonitorTarget Nothing = new MonitorTarget.Gateway();

    public static bool TryParse(string text, out MonitorTarget target, out string? hint)
    {
        target = Parse(text, out hint) ?? Nothing;
        return !ReferenceEquals(target, Nothing);
    }

    private static MonitorTarget? Parse(string text, out string? hint)
    {
        hint = null;
        if (text == "gateway")
            return new MonitorTarget.Gateway();
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var kind = colon < 0 || IpAddress.TryParse(text, out _) ? "" : text[..colon];
        var rest = text[(colon + 1)..];
        return kind switch
        {
            "http" or "https" => ParseUrl(text, out hint),
            "arp" => ParseArp(rest, out hint),
            "tcp" => ParseTcp(rest, out hint),
            "dns" => ParseDns(rest, out hint),
            "icmp" or "ping" => HintOnly<MonitorTarget>($"did you mean '{rest.Trim()}'?", out hint),
            _ => ParseIcmp(text, out hint),
        };
    }

    private static MonitorTarget.Icmp? ParseIcmp(string text, out string? hint)
    {
        if (AddressText.TryParseHost(text, out var address, out hint))
            return new MonitorTarget.Icmp(address);
        if (hint is null && text.Equals("gateway", StringComparison.OrdinalIgnoreCase))
            hint = "did you mean 'gateway'?";
        else if (hint is null && (text == "none" || ValueReader.IsNo(text)))
            hint = "at the least ask the 'gateway'";
        else if (hint is null && text.Contains('.', StringComparison.Ordinal) && NameText.LooksLikeHostName(text))
            hint = $"a name stands only in a URL; did you mean 'https://{text}/'?";
        return null;
    }

    private static MonitorTarget.Arp? ParseArp(string text, out string? hint)
    {
        hint = null;
        if (text == "gateway")
            return new MonitorTarget.Arp(null);
        return AddressText.TryParseHost(Unbracketed(text), out var address, out hint)
            ? new MonitorTarget.Arp(address)
            : null;
    }

    private static MonitorTarget.Tcp? ParseTcp(string text, out string? hint)
    {
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || (text.StartsWith('[') && text[colon - 1] != ']'))
            return Missing<MonitorTarget.Tcp>(text, "tcp:ADDRESS:PORT needs a port such as 443", out hint);
        var host = text[..colon];
        if (host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('['))
            return HintOnly<MonitorTarget.Tcp>("an IPv6 address needs brackets: tcp:[2001:db8::1]:443", out hint);
        if (!NumberText.TryParse(text[(colon + 1)..], out var port, out _) || port is < 1 or > 65535)
            return HintOnly<MonitorTarget.Tcp>("the port is a number from 1 to 65535", out hint);
        return AddressText.TryParseHost(Unbracketed(host), out var address, out hint)
            ? new MonitorTarget.Tcp(address, (ushort)port)
            : null;
    }

    private static MonitorTarget.Dns? ParseDns(string text, out string? hint)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
            return Missing<MonitorTarget.Dns>(text, "dns:SERVER/NAME needs a name such as example.com", out hint);
        if (!AddressText.TryParseHost(Unbracketed(text[..slash]), out var server, out hint))
            return null;
        var name = text[(slash + 1)..];
        if (NameText.IsHostName(name))
            return new MonitorTarget.Dns(server, name);
        hint = "after '/' comes a name such as example.com";
        return null;
    }

    private static MonitorTarget.Http? ParseUrl(string text, out string? hint)
    {
        hint = null;
        if (text.Length <= MaxUrl && IsUrl(text) && Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url.Host.Length > 0 && url.UserInfo.Length == 0 && url.Port is > 0 and <= 65535)
            return new MonitorTarget.Http(text);
        hint = "a URL looks like https://example.com/";
        return null;
    }

    /// <summary>Only what goes over the wire as it stands: printable ASCII without spaces, and <c>//</c> behind the
    /// scheme.</summary>
    private static bool IsUrl(string text) =>
        text.All(static c => c is > ' ' and < (char)127 and not '"' and not '\\' and not '<' and not '>' and not '#')
        && text.IndexOf("://", StringComparison.Ordinal) is 4 or 5;

    private static T? Missing<T>(string text, string what, out string? hint)
        where T : MonitorTarget =>
        HintOnly<T>(NameText.LooksLikeHostName(text) || AddressText.TryParse(Unbracketed(text), out _, out _)
            ? what
            : null, out hint);

    private static T? HintOnly<T>(string? text, out string? hint)
        where T : MonitorTarget
    {
        hint = text;
        return null;
    }

    private static string Unbracketed(string text) =>
        text.Length > 2 && text[0] == '[' && text[^1] == ']' && text.Contains(':', StringComparison.Ordinal)
            ? text[1..^1]
            : text;
}
