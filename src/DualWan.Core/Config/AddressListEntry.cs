using DualWan.Core.Net;

namespace DualWan.Core.Config;

/// <summary>/ip firewall address-list: an address, a prefix or a range in a list (AL-01).</summary>
internal sealed record AddressListEntry(string List, IpRange Address);
