namespace DualWan.Netlink.Conversation;

/// <summary>A datagram was longer than the buffer, and what was cut off is gone.</summary>
internal sealed class NetlinkTruncatedException(int length, int room)
    : NetlinkConversationException($"a netlink datagram of {length} bytes was cut to {room}")
{
    /// <summary>The size that would have been enough.</summary>
    public int Length { get; } = length;
}
