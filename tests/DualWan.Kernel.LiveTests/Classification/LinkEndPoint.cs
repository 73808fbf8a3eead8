using System.Net;
using System.Net.Sockets;

namespace DualWan.Kernel.LiveTests.Classification;

/// <summary>A packet socket's address: the interface by its index (struct sockaddr_ll).</summary>
internal sealed class LinkEndPoint(int interfaceIndex) : EndPoint
{
    public override AddressFamily AddressFamily => AddressFamily.Packet;

    public override SocketAddress Serialize()
    {
        var address = new SocketAddress(AddressFamily.Packet, 20);
        var index = BitConverter.GetBytes(interfaceIndex);
        for (var i = 0; i < index.Length; i++)
            address[4 + i] = index[i];
        return address;
    }
}
