namespace DualWan.Netlink.Conversation;

/// <summary>NLM_F_DUMP_INTR at every attempt: the objects changed while they were listed.</summary>
internal sealed class NetlinkInterruptedException(string operation, int attempts)
    : NetlinkConversationException($"{operation}: the dump was interrupted by changes {attempts} times in a row");
