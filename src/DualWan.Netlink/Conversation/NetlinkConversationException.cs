namespace DualWan.Netlink.Conversation;

/// <summary>
/// The conversation broke: what the kernel did or holds is not known any more. The answer to every one of them is the
/// same: read everything again.
/// </summary>
internal abstract class NetlinkConversationException(string message) : Exception(message);
