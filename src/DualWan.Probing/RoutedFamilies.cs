namespace DualWan.Probing;

/// <summary>The families whose strict default exists in the kernel, as the caller's last snapshot knows it.</summary>
[Flags]
internal enum RoutedFamilies
{
    None = 0,
    IPv4 = 1,
    IPv6 = 2,
    Both = IPv4 | IPv6,
}
