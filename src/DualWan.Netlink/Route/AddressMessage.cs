using DualWan.Core.Net;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.LinkConstants;
using static DualWan.Netlink.Interop.RtnetlinkConstants;

namespace DualWan.Netlink.Route;

/// <summary>An address of an interface (RTM_NEWADDR).</summary>
internal sealed record AddressMessage : RtnetlinkMessage
{
    /// <summary>A lifetime that does not end (INFINITY_LIFE_TIME).</summary>
    public const uint Forever = uint.MaxValue;

    public required int InterfaceIndex { get; init; }

    /// <summary>The interface's own address with the length of its network (IFA_LOCAL, or IFA_ADDRESS where
    /// alone).</summary>
    public required InterfaceAddress Local { get; init; }

    /// <summary>The other end of a point-to-point link; null on any other.</summary>
    public IpAddress? Peer { get; init; }

    public IpAddress? Broadcast { get; init; }

    public string? Label { get; init; }

    public RouteScope Scope { get; init; }

    public AddressFlags Flags { get; init; }

    /// <summary>Seconds left in which it is preferred as a source.</summary>
    public uint PreferredLifetime { get; init; } = Forever;

    /// <summary>Seconds left until the kernel removes it.</summary>
    public uint ValidLifetime { get; init; } = Forever;

    /// <summary>Metric of its prefix route; 0 for the default.</summary>
    public uint RoutePriority { get; init; }

    /// <summary>IFAPROT_*: who set it (kernel 5.18); 0 where unknown.</summary>
    public byte Protocol { get; init; }

    public override ushort NewType => RTM_NEWADDR;

    public static AddressMessage? Parse(ReadOnlySpan<byte> payload)
    {
        var header = WireStruct.Take<ifaddrmsg>(ref payload, nameof(ifaddrmsg));
        if (!WireStruct.IsOurs(header.ifa_family))
            return null;
        var family = (IpFamily)header.ifa_family;
        if (header.ifa_prefixlen > IpAddress.BitLengthOf(family))
            ThrowHelper.Invalid("ifa_prefixlen", $"a prefix length of {header.ifa_prefixlen}");
        var parsed = new AddressMessage
        {
            InterfaceIndex = (int)header.ifa_index,
            Local = default,
            Scope = (RouteScope)header.ifa_scope,
            Flags = (AddressFlags)header.ifa_flags,
        };
        IpAddress? address = null;
        IpAddress? local = null;
        var reader = new NetlinkAttributeReader(payload);
        while (reader.Read())
        {
            if (reader.Type == IFA_ADDRESS)
                address = reader.Address(family, nameof(IFA_ADDRESS));
            else if (reader.Type == IFA_LOCAL)
                local = reader.Address(family, nameof(IFA_LOCAL));
            else
                parsed = parsed.With(reader, family);
        }

        var own = local ?? address ?? IpAddress.Any(family);
        return parsed with
        {
            Local = new InterfaceAddress(own, header.ifa_prefixlen),
            Peer = local is not null && address is { } other && other != own ? address : null,
        };
    }

    public override void Write(NetlinkMessageWriter writer)
    {
        writer.Struct(new ifaddrmsg
        {
            ifa_family = (byte)Local.Family,
            ifa_prefixlen = Local.Length,
            ifa_flags = (byte)Flags,
            ifa_scope = (byte)Scope,
            ifa_index = (uint)InterfaceIndex,
        });
        writer.Address(IFA_LOCAL, Local.Address);
        writer.Address(IFA_ADDRESS, Peer ?? Local.Address);
        if (Broadcast is { } broadcast)
            writer.Address(IFA_BROADCAST, broadcast);
        if (Label is not null)
            writer.Text(IFA_LABEL, Label);
        if ((uint)Flags > byte.MaxValue)
            writer.UInt32(IFA_FLAGS, (uint)Flags);
        if (PreferredLifetime != Forever || ValidLifetime != Forever)
            writer.Struct(IFA_CACHEINFO,
                new ifa_cacheinfo { ifa_prefered = PreferredLifetime, ifa_valid = ValidLifetime });
        if (RoutePriority != 0)
            writer.UInt32(IFA_RT_PRIORITY, RoutePriority);
        if (Protocol != 0)
            writer.UInt8(IFA_PROTO, Protocol);
    }

    public override string ToString() =>
        Words.Join("address", Local.ToString(), Words.Of("peer", Peer), $"dev {InterfaceIndex}");

    private AddressMessage With(NetlinkAttributeReader reader, IpFamily family) => reader.Type switch
    {
        IFA_BROADCAST => this with { Broadcast = reader.Address(family, nameof(IFA_BROADCAST)) },
        IFA_LABEL => this with { Label = reader.Text() },
        IFA_FLAGS => this with { Flags = (AddressFlags)reader.UInt32(nameof(IFA_FLAGS)) },
        IFA_CACHEINFO => WithLifetimes(reader.Struct<ifa_cacheinfo>(nameof(IFA_CACHEINFO))),
        IFA_RT_PRIORITY => this with { RoutePriority = reader.UInt32(nameof(IFA_RT_PRIORITY)) },
        IFA_PROTO => this with { Protocol = reader.UInt8(nameof(IFA_PROTO)) },
        _ => this,
    };

    private AddressMessage WithLifetimes(ifa_cacheinfo info) =>
        this with { PreferredLifetime = info.ifa_prefered, ValidLifetime = info.ifa_valid };
}
