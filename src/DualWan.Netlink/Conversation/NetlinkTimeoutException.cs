namespace DualWan.Netlink.Conversation;

/// <summary>The kernel did not answer in time; it answers at once or never.</summary>
internal sealed class NetlinkTimeoutException(string operation, TimeSpan timeout)
    : NetlinkConversationException($"{operation}: no answer within {timeout.TotalSeconds:0.###} s");
