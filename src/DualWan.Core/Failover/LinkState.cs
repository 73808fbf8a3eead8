namespace DualWan.Core.Failover;

/// <summary>What the kernel says of an uplink's link; what is missing counts at once, without a probe.</summary>
/// <param name="Carrier">Administratively up and with carrier (T-29: admin down is the same).</param>
/// <param name="Gateway">A next hop is known in at least one family.</param>
internal readonly record struct LinkState(bool Exists, bool Carrier, bool Address, bool Gateway)
{
    public static LinkState Ready => new(true, true, true, true);

    public bool IsReady => Exists && Carrier && Address && Gateway;

    /// <summary>The first thing that is missing.</summary>
    public UplinkReason Missing => !Exists ? UplinkReason.NoInterface
        : !Carrier ? UplinkReason.NoCarrier
        : !Address ? UplinkReason.NoAddress
        : !Gateway ? UplinkReason.NoGateway
        : UplinkReason.None;
}
