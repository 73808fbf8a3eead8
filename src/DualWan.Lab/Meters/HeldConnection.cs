using System.Net;
using System.Net.Sockets;

namespace DualWan.Lab.Meters;

/// <summary>One of <see cref="Connections"/>.</summary>
internal sealed class HeldConnection(Socket socket, IPEndPoint to, IPEndPoint seen) : IDisposable
{
    public Socket Socket => socket;

    public IPEndPoint To => to;

    /// <summary>The client's public address and port as the Internet host saw it at the start.</summary>
    public IPEndPoint Seen => seen;

    /// <summary>Whether it still answers, seen with the address and port it began with.</summary>
    public async Task<bool> Alive(TimeSpan timeout)
    {
        using var deadline = new CancellationTokenSource(timeout);
        try
        {
            return seen.Equals(await LabSocket.AskWho(socket, deadline.Token));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose() => socket.Dispose();
}
