using System.Net.Sockets;
using System.Text;

namespace DualWan.Agent.Control;

/// <summary>
/// HTTP/1.1 over the control socket for the client verbs, one request per connection. Written by hand because it is
/// small and starts without loading an HTTP stack.
/// </summary>
internal sealed class ControlClient(string runtimeDirectory)
{
    /// <summary>Above the server's own limit, so that the server's answer is the one to be seen.</summary>
    private const int AnswerTimeoutMs = 70_000;

    private readonly string _path = ControlPaths.Socket(runtimeDirectory);

    /// <summary>Sends a request and reads the head of its answer. Throws a <see cref="CommandException"/> where no
    /// agent listens or it may not be asked.</summary>
    /// <param name="follow">The answer may be silent for ever.</param>
    public ControlResponse Send(string method, string target, ReadOnlySpan<byte> body = default, bool follow = false)
    {
        var socket = Connect();
        try
        {
            socket.ReceiveTimeout = follow ? 0 : AnswerTimeoutMs;
            var head = $"{method} {target} HTTP/1.1\r\nHost: dualwan\r\nConnection: close\r\nContent-Length: "
                + $"{body.Length}\r\n\r\n";
            SendAll(socket, Encoding.ASCII.GetBytes(head));
            SendAll(socket, body);
            return ControlResponse.Read(new NetworkStream(socket, ownsSocket: true));
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            socket.Dispose();
            throw Broken();
        }
    }

    /// <summary>True where an agent accepts connections.</summary>
    public bool AgentRuns()
    {
        try
        {
            Connect().Dispose();
            return true;
        }
        catch (CommandException)
        {
            return false;
        }
    }

    public static CommandException Broken() => new(
        ExitCode.Refused, "the agent closed the connection before it had answered",
        "see what it says: journalctl -u dualwan");

    private static void SendAll(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[socket.Send(bytes)..];
    }

    private Socket Connect()
    {
        if (Encoding.UTF8.GetByteCount(_path) > ControlPaths.MaxSocketPathBytes)
            throw new CommandException(ExitCode.InputWrong, $"the path {_path} is too long for a socket");
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(_path));
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw e.SocketErrorCode == SocketError.AccessDenied ? NotAllowed() : NoAgent();
        }
    }

    private CommandException NotAllowed() => new(
        ExitCode.Refused, $"you may not talk to the agent at {_path}",
        $"use sudo, or become a member of its group: sudo usermod -aG {ControlPaths.Group} $USER, then log in again");

    private CommandException NoAgent() => new(
        ExitCode.NoAgent, $"no agent is running (nobody listens at {_path})",
        "start it: sudo systemctl start dualwan, or in the foreground: sudo dualwan run");
}
