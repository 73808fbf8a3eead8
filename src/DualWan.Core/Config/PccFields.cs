namespace DualWan.Core.Config;

/// <summary>RouterOS's nine field sets (PC-02); the values are its bits: 1 src-address, 2 dst-address, 4 src-port, 8
/// dst-port.</summary>
[Flags]
internal enum PccFields
{
    None = 0,
    SrcAddress = 1,
    DstAddress = 2,
    BothAddresses = 3,
    SrcPort = 4,
    SrcAddressAndPort = 5,
    DstPort = 8,
    DstAddressAndPort = 10,
    BothPorts = 12,
    BothAddressesAndPorts = 15,
}
