namespace DualWan.Core.Reconciliation;

/// <summary>The key of a named set.</summary>
internal enum NftKeyType
{
    InterfaceName,
    IPv4Address,
    IPv6Address,
}
