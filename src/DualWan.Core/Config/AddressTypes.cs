namespace DualWan.Core.Config;

/// <summary>MM-03: what the router's own tables say an address is.</summary>
[Flags]
internal enum AddressTypes
{
    None = 0,
    Unicast = 1,
    Local = 2,
    Broadcast = 4,
    Multicast = 8,
    Blackhole = 16,
}
