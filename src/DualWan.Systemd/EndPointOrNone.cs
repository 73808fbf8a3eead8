using System.Net.Sockets;

namespace DualWan.Systemd;

/// <summary>The address in NOTIFY_SOCKET, where there is a usable one.</summary>
internal readonly record struct EndPointOrNone(UnixDomainSocketEndPoint? EndPoint)
{
    /// <summary>Reads a path or <c>@abstract</c>; anything else (vsock, empty, too long) is none.</summary>
    public static EndPointOrNone Parse(string? text)
    {
        if (string.IsNullOrEmpty(text) || text[0] is not ('/' or '@') || text.Length > 107)
            return default;
        return new EndPointOrNone(new UnixDomainSocketEndPoint(text[0] == '@' ? "\0" + text[1..] : text));
    }
}
