using System.Security.Cryptography.X509Certificates;

namespace DualWan.Probing;

/// <summary>What is the same for every uplink.</summary>
internal sealed record ProbeEngineOptions
{
    /// <summary>Authorities that HTTPS monitors may chain to; null = the system's.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    /// <summary>
    /// How long one server may take to answer the resolver of host names in URLs before the next one is asked.
    /// </summary>
    public TimeSpan ResolverTimeout { get; init; } = TimeSpan.FromSeconds(1);
}
