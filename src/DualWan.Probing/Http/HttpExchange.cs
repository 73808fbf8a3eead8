using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace DualWan.Probing.Http;

/// <summary>
/// One request on a connection that is bound already: TLS if asked for, the request, the status line. No redirects, no
/// proxy, no cookies; the body is not read.
/// </summary>
/// <remarks>
/// Not HttpClient: its pool may serve the request of one uplink by the connection of another, and it would load what
/// a monitor needs not.
/// </remarks>
internal static class HttpExchange
{
    /// <summary>Takes the connection over and closes it. Null where the time ran out: the reader's verdict.</summary>
    public static async Task<HttpVerdict?> RunAsync(
        SafeSocketHandle connection, HttpTarget target, ProbeEngineOptions options, CancellationToken timeout)
    {
        try
        {
            using var socket = new Socket(connection);
            await using var stream = new NetworkStream(socket, ownsSocket: false);
            if (!target.Secure)
                return await AskAsync(stream, target.Request, timeout).ConfigureAwait(false);
            await using var secure = new SslStream(stream, leaveInnerStreamOpen: true);
            await secure.AuthenticateAsClientAsync(TlsOptions(target, options), timeout).ConfigureAwait(false);
            return await AskAsync(secure, target.Request, timeout).ConfigureAwait(false);
        }
        catch (Exception) when (timeout.IsCancellationRequested)
        {
            return null;
        }
        catch (AuthenticationException)
        {
            return new HttpVerdict(0, ProbeReason.TlsFailed);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever a far end can make TLS or the socket say (IOException, SocketException, CryptographicException):
            // it gave no status.
            return new HttpVerdict(0, ProbeReason.BadAnswer);
        }
    }

    private static async Task<HttpVerdict> AskAsync(Stream stream, byte[] request, CancellationToken timeout)
    {
        await stream.WriteAsync(request, timeout).ConfigureAwait(false);
        var buffer = new byte[1024];
        var length = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), timeout).ConfigureAwait(false);
            length += read;
            var status = HttpStatusReader.Read(buffer.AsSpan(0, length));
            if (status > 0)
                return new HttpVerdict(status, status is >= 200 and < 300 ? ProbeReason.None : ProbeReason.HttpStatus);
            if (status < 0 || read == 0 || length >= HttpStatusReader.MostBytes)
                return new HttpVerdict(0, ProbeReason.BadAnswer);
            if (length == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
        }
    }

    /// <summary>
    /// Full validation, but no downloads of missing certificates or revocation lists: those would leave by whatever
    /// line the system prefers.
    /// </summary>
    private static SslClientAuthenticationOptions TlsOptions(HttpTarget target, ProbeEngineOptions options)
    {
        var policy = new X509ChainPolicy
        {
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        if (options.TrustedRoots is { } roots)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(roots);
        }

        return new SslClientAuthenticationOptions { TargetHost = target.Host, CertificateChainPolicy = policy };
    }
}
