namespace DualWan.Netlink.Netfilter;

/// <summary>Takes one element of a dump; it may not keep it.</summary>
internal delegate void NftSetElementHandler(NftSetElement element);
