namespace DualWan.Core.Classification;

/// <summary>The protocols whose headers begin with two ports (PC-11): tcp, udp, dccp, sctp, udplite.</summary>
internal static class PortProtocols
{
    public static ReadOnlySpan<byte> All => [6, 17, 33, 132, 136];

    public static bool Contains(byte protocol) => All.Contains(protocol);
}
