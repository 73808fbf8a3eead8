namespace DualWan.Probing.Dns;

/// <summary>Record types that probes ask for (RFC 1035, RFC 3596).</summary>
internal enum DnsType : ushort
{
    A = 1,
    AAAA = 28,
}
