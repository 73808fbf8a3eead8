namespace DualWan.Probing;

/// <summary>Why a probe is not a reply, for the status and the log.</summary>
internal enum ProbeReason
{
    None,

    /// <summary>
    /// The strict default of the family is not in the kernel: the packet would look for its target by ARP.
    /// </summary>
    NoRoute,

    /// <summary>The kernel's route leads to another gateway than the uplink's.</summary>
    OtherGateway,

    /// <summary>The uplink has no address of the target's family.</summary>
    NoAddress,

    /// <summary>The interface does not exist (ENODEV).</summary>
    DeviceGone,

    /// <summary>The interface is administratively down (ENETDOWN).</summary>
    DeviceDown,

    /// <summary>The source address is no longer on this host (EADDRNOTAVAIL).</summary>
    AddressGone,

    /// <summary>A route says no: unreachable, blackhole, prohibit (T-38).</summary>
    Unreachable,

    /// <summary>A rule of this host's firewall dropped it (EPERM).</summary>
    Filtered,

    /// <summary>The uplink has no gateway to ask, or the link has no hardware addresses.</summary>
    NotApplicable,

    /// <summary>The host name of a URL did not resolve through this uplink.</summary>
    NameNotResolved,

    /// <summary>Too many earlier probes of this monitor still wait for an answer (HTTP).</summary>
    TooMany,

    /// <summary>
    /// The kernel refused the socket or the packet; <see cref="ProbeResult.Detail"/> is the error number.
    /// </summary>
    SystemError,

    /// <summary>The far end reset the connection (T-105).</summary>
    ConnectionRefused,

    /// <summary>
    /// An ICMP error quoted the probe; <see cref="ProbeResult.Detail"/> is its type and code (type &lt;&lt; 8).
    /// </summary>
    IcmpError,

    /// <summary>An HTTP status outside 200 to 299 (T-104); <see cref="ProbeResult.Detail"/> has it.</summary>
    HttpStatus,

    /// <summary>The TLS handshake failed: an untrusted certificate, another name, no TLS at all.</summary>
    TlsFailed,

    /// <summary>The answer was no protocol message, or the connection ended before it.</summary>
    BadAnswer,

    /// <summary>NXDOMAIN, SERVFAIL, no record (T-106); <see cref="ProbeResult.Detail"/> is the RCODE.</summary>
    DnsError,

    /// <summary>The route changed between question and answer.</summary>
    RouteChanged,

    /// <summary>Two stations with different hardware addresses answered for one address.</summary>
    TwoStations,
}
