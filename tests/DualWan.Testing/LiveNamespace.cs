using System.Net.Sockets;
using DualWan.Lab;

namespace DualWan.Testing;

/// <summary>
/// A throw-away network namespace for one live test: made by <c>unshare</c> on a thread that dies, without a name,
/// gone with its last user. Costs a few milliseconds. Missing rights are a failure, not a skip.
/// </summary>
internal sealed class LiveNamespace : IDisposable
{
    public LiveNamespace()
    {
        Space = NetworkNamespace.Anonymous();
        Space.Ip("link set lo up");
    }

    public NetworkNamespace Space { get; }

    /// <summary>A pair of cabled interfaces, both in here and up, with an address on the first if given.</summary>
    public void AddPair(string name, string peer, string? address = null)
    {
        var lines = $"link add {name} type veth peer name {peer}\nlink set {name} up\nlink set {peer} up\n";
        Space.IpBatch(address is null ? lines : $"{lines}addr add {address} dev {name}\n");
    }

    /// <inheritdoc cref="NetworkNamespace.Do{T}"/>
    public T Do<T>(Func<T> work) => Space.Do(work);

    /// <inheritdoc cref="NetworkNamespace.Do{T}"/>
    public void Do(Action work) => Space.Do(work);

    /// <inheritdoc cref="NetworkNamespace.Ip"/>
    public string Ip(string arguments) => Space.Ip(arguments);

    /// <inheritdoc cref="NetworkNamespace.Nft"/>
    public void Nft(string script) => Space.Nft(script);

    /// <inheritdoc cref="NetworkNamespace.OpenSocket"/>
    public Socket OpenSocket(AddressFamily family, SocketType type, ProtocolType protocol) =>
        Space.OpenSocket(family, type, protocol);

    public void Dispose() => Space.Dispose();
}
