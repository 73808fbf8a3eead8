using System.Runtime.CompilerServices;
using DualWan.Netlink.Conversation;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.NftablesConstants;

namespace DualWan.Netlink.Netfilter;

/// <summary>
/// Listens to changes of the ruleset. The generation event that closes a transaction names the process, so that an
/// agent knows its own work.
/// </summary>
internal sealed class NftablesMonitor(INetlinkTransport transport) : IDisposable
{
    private readonly byte[] _buffer = new byte[64 << 10];

    /// <summary>Subscribes in the network namespace of this thread.</summary>
    public static NftablesMonitor Open(int receiveBuffer = 4 << 20) => new(NetlinkSocket.Open(
        NetlinkConstants.NETLINK_NETFILTER, [NetfilterConstants.NFNLGRP_NFTABLES], receiveBuffer));

    public void Dispose() => transport.Dispose();

    /// <summary>Waits for events, for ever. An overrun is an event among them, in its place.</summary>
    public async IAsyncEnumerable<NftNotification> ReadAllAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var batch = new List<NftNotification>();
        while (true)
        {
            if (!await WaitAsync(cancellationToken).ConfigureAwait(false))
                batch.Add(new NftNotification(NftObjectKind.Overrun, false));
            Read(batch, TimeSpan.Zero);
            foreach (var notification in batch)
                yield return notification;
            batch.Clear();
        }
    }

    /// <summary>Adds what waits now, or comes within <paramref name="timeout"/>; false where there was
    /// nothing.</summary>
    public bool Read(List<NftNotification> notifications, TimeSpan timeout)
    {
        var before = notifications.Count;
        while (TryReceive(notifications, notifications.Count == before ? timeout : TimeSpan.Zero))
        {
        }

        return notifications.Count > before;
    }

    private async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await transport.WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (NetlinkOverrunException)
        {
            return false;
        }
    }

    private bool TryReceive(List<NftNotification> notifications, TimeSpan timeout)
    {
        try
        {
            var length = transport.Receive(_buffer, timeout);
            if (length == 0)
                return false;
            if (length > _buffer.Length)
                throw new NetlinkOverrunException();
            var reader = new NetlinkMessageReader(_buffer.AsSpan(0, length));
            while (reader.Read(out var message))
            {
                if (Decode(message) is { } notification)
                    notifications.Add(notification);
            }
        }
        catch (NetlinkOverrunException)
        {
            notifications.Add(new NftNotification(NftObjectKind.Overrun, false));
        }

        return true;
    }

    // In every one of these the table is attribute 1, and the name 2 but for a chain (3) and an element (its set, 2).
    private static NftNotification? Decode(in NetlinkMessage message) => message.Type switch
    {
        NFT_MSG_NEWTABLE or NFT_MSG_DELTABLE => Named(NftObjectKind.Table, message, NFTA_TABLE_NAME),
        NFT_MSG_NEWCHAIN or NFT_MSG_DELCHAIN => Named(NftObjectKind.Chain, message, NFTA_CHAIN_NAME),
        NFT_MSG_NEWRULE or NFT_MSG_DELRULE => Named(NftObjectKind.Rule, message, NFTA_RULE_CHAIN),
        NFT_MSG_NEWSET or NFT_MSG_DELSET => Named(NftObjectKind.Set, message, NFTA_SET_NAME),
        NFT_MSG_NEWSETELEM or NFT_MSG_DELSETELEM => Named(NftObjectKind.Element, message, NFTA_SET_ELEM_LIST_SET),
        NFT_MSG_NEWOBJ or NFT_MSG_DELOBJ => Named(NftObjectKind.Object, message, NFTA_OBJ_NAME),
        NFT_MSG_NEWGEN => new NftNotification(NftObjectKind.Generation, false)
        {
            Generation = NftGeneration.Parse(message.Payload),
        },
        _ => null,
    };

    private static NftNotification Named(NftObjectKind kind, in NetlinkMessage message, ushort nameAttribute)
    {
        var payload = message.Payload;
        var family = (NftFamily)NfHeader.Take(ref payload);
        var (table, name) = ("", "");
        var reader = new NetlinkAttributeReader(payload);
        while (reader.Read())
        {
            if (reader.Type == NFTA_RULE_TABLE)
                table = reader.Text();
            if (reader.Type == nameAttribute)
                name = reader.Text();
        }

        return new NftNotification(kind, IsRemoval(message.Type)) { Family = family, Table = table, Name = name };
    }

    private static bool IsRemoval(ushort type) => type is NFT_MSG_DELTABLE or NFT_MSG_DELCHAIN or NFT_MSG_DELRULE
        or NFT_MSG_DELSET or NFT_MSG_DELSETELEM or NFT_MSG_DELOBJ;
}
