namespace DualWan.Netlink.Conversation;

/// <summary>An answer to a question that was not asked.</summary>
internal sealed class NetlinkSequenceException(uint actual, uint expected)
    : NetlinkConversationException($"an answer has sequence {actual}, expected {expected}");
