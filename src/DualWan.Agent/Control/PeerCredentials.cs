using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace DualWan.Agent.Control;

/// <summary>SO_PEERCRED of the connection that a request came by.</summary>
internal static class PeerCredentials
{
    // include/uapi/asm-generic/socket.h
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    public static Caller Of(HttpContext context)
    {
        var socket = context.Features.Get<IConnectionSocketFeature>()?.Socket;
        return socket is null ? default : Of(socket);
    }

    public static Caller Of(Socket socket)
    {
        // struct ucred { pid_t pid; uid_t uid; gid_t gid; } in host order
        Span<byte> ucred = stackalloc byte[12];
        if (socket.GetRawSocketOption(SolSocket, SoPeerCred, ucred) != ucred.Length)
            return default;
        return new Caller(MemoryMarshal.Read<int>(ucred), MemoryMarshal.Read<uint>(ucred[4..]));
    }
}
