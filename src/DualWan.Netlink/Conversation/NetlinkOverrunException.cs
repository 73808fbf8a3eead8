namespace DualWan.Netlink.Conversation;

/// <summary>ENOBUFS: the receive buffer was full and the kernel dropped messages, events or acknowledgements.</summary>
internal sealed class NetlinkOverrunException()
    : NetlinkConversationException("netlink receive buffer overrun (ENOBUFS): messages were lost");
