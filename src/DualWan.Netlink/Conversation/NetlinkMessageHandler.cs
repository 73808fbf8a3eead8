using DualWan.Netlink.Wire;

namespace DualWan.Netlink.Conversation;

/// <summary>Takes one message of an answer; it may not keep it.</summary>
internal delegate void NetlinkMessageHandler(NetlinkMessage message);
