using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Probing.Tests;

public sealed class DnsAndHttpLiveTests : IDisposable
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private readonly ProbeLab _lab = new();

    [Fact]
    public async Task Dns_an_address_is_a_reply()
    {
        using var server = TestServers.Udp(_lab.Isps[0], "8.8.8.8", q => TestServers.DnsAnswer(q, 0, "93.184.216.34"));
        var result = (await _lab.Round(ProbeLab.Uplink(0, Dns("8.8.8.8")), 1))[0];
        Assert.Equal((ProbeOutcome.Reply, ProbeReason.None), (result.Outcome, result.Reason));
        Assert.InRange(result.RoundTrip.TotalMilliseconds, 0.001, 2000);
    }

    // T-106
    [Theory]
    [InlineData(3, null)] // NXDOMAIN
    [InlineData(2, null)] // SERVFAIL
    [InlineData(5, null)] // REFUSED
    [InlineData(0, null)] // no record
    [InlineData(3, "1.2.3.4")] // NXDOMAIN with a record
    public async Task Dns_an_error_or_no_record_is_a_refusal(int code, string? address)
    {
        using var server = TestServers.Udp(_lab.Isps[0], "8.8.8.8", q => TestServers.DnsAnswer(q, code, address));
        var result = (await _lab.Round(ProbeLab.Uplink(0, Dns("8.8.8.8")), 1))[0];
        Assert.Equal((ProbeOutcome.Refused, ProbeReason.DnsError, code),
            (result.Outcome, result.Reason, result.Detail));
    }

    [Fact]
    public async Task Dns_without_a_server_is_refused_by_the_icmp_error_round_after_round()
    {
        var uplink = ProbeLab.Uplink(0, Dns("8.8.8.8"));
        for (var round = 1; round <= 3; round++)
        {
            var result = (await _lab.Round(uplink, round))[0];
            Assert.Equal((ProbeOutcome.Refused, ProbeReason.ConnectionRefused), (result.Outcome, result.Reason));
        }
    }

    [Fact]
    public async Task Dns_answers_to_other_questions_and_identifiers_are_not_heard()
    {
        using var server = TestServers.Udp(_lab.Isps[0], "8.8.8.8", query =>
        {
            var forged = TestServers.DnsAnswer(query, 0, "1.2.3.4");
            if (forged[13] == 'w')
                forged[14] = (byte)'q'; // another name
            else
                forged[0] ^= 1; // another identifier
            return forged;
        });
        using var good = TestServers.Udp(_lab.Isps[0], "1.1.1.1", q => TestServers.DnsAnswer(q, 0, "1.2.3.4"));
        var uplink = ProbeLab.Uplink(
            0, Dns("8.8.8.8"), new MonitorTarget.Dns(IpAddress.Parse("8.8.8.8"), "elsewhere.org"), Dns("1.1.1.1"));
        _lab.Engine.Configure([uplink]);
        _lab.Engine.SendRound("isp1", 1, RoutedFamilies.Both);
        Assert.Equal(2, (await _lab.Of(1, 1))[0].Monitor);
        _lab.Engine.SendRound("isp1", 2, RoutedFamilies.Both);
        await _lab.Of(2, 1);
        Assert.All(_lab.Results, r => Assert.Equal(2, r.Monitor));
    }

    // T-104
    [Theory]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", "Reply None 204")]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "Reply None 200")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://8.8.8.8/\r\n\r\n", "Refused HttpStatus 302")]
    [InlineData("HTTP/1.1 500 Internal Server Error\r\n\r\n", "Refused HttpStatus 500")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "Refused BadAnswer 0")]
    [InlineData("", "Refused BadAnswer 0")]
    public async Task Http_only_a_status_of_200_to_299_is_a_reply(string response, string expected)
    {
        using var server = TestServers.Http(_lab.Isps[0], 80, response);
        var result = (await _lab.Round(ProbeLab.Uplink(0, Http("http://1.1.1.1/generate_204")), 1))[0];
        Assert.Equal(expected, $"{result.Outcome} {result.Reason} {result.Detail}");
    }

    [Fact]
    public async Task Http_names_are_resolved_through_the_uplink_itself_and_once()
    {
        var asked = new ConcurrentQueue<string>();
        var requests = new ConcurrentQueue<string>();
        using var dns1 = TestServers.Udp(_lab.Isps[0], "8.8.8.8", q =>
        {
            asked.Enqueue("isp1");
            return TestServers.DnsAnswer(q, 0, "1.1.1.1");
        });
        using var dns2 = TestServers.Udp(_lab.Isps[1], "8.8.8.8", q =>
        {
            asked.Enqueue("isp2");
            return TestServers.DnsAnswer(q, 0, "1.1.1.1");
        });
        using var server = TestServers.Http(_lab.Isps[0], 8080, Ok, seen: requests.Enqueue);
        _lab.Router.Ip("route add default via 10.32.0.1 dev wan2");
        var uplink = ProbeLab.Uplink(0, Http("http://probe.example:8080/path?q=1")) with
        {
            DnsServers = [IpAddress.Parse("8.8.8.8")],
        };
        Assert.Equal(ProbeOutcome.Reply, (await _lab.Round(uplink, 1))[0].Outcome);
        Assert.Equal(ProbeOutcome.Reply, (await _lab.Round(uplink, 2))[0].Outcome);

        Assert.Equal(["isp1"], asked);
        Assert.All(requests, r => Assert.StartsWith(
            "GET /path?q=1 HTTP/1.1\r\nHost: probe.example:8080\r\n", r, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Http_the_next_server_is_asked_where_one_refuses_or_does_not_know()
    {
        // 1.1.1.1 has no server (refused by ICMP), 8.8.8.8 says NXDOMAIN, 8.8.4.4 knows.
        _lab.Isps[0].Ip("addr add 8.8.4.4/32 dev lo");
        using var dns1 = TestServers.Udp(_lab.Isps[0], "8.8.8.8", q => TestServers.DnsAnswer(q, 3, null));
        using var dns2 = TestServers.Udp(_lab.Isps[0], "8.8.4.4", q => TestServers.DnsAnswer(q, 0, "1.1.1.1"));
        using var server = TestServers.Http(_lab.Isps[0], 80, Ok);
        var uplink = ProbeLab.Uplink(0, Http("http://probe.example/")) with
        {
            DnsServers = [IpAddress.Parse("1.1.1.1"), IpAddress.Parse("8.8.8.8"), IpAddress.Parse("8.8.4.4")],
        };
        Assert.Equal(ProbeOutcome.Reply, (await _lab.Round(uplink, 1))[0].Outcome);
    }

    [Fact]
    public async Task Http_a_name_that_does_not_resolve_is_not_sent()
    {
        using var dns = TestServers.Udp(_lab.Isps[0], "8.8.8.8", q => TestServers.DnsAnswer(q, 3, null));
        var uplink = ProbeLab.Uplink(0, Http("http://probe.example/")) with
        {
            DnsServers = [IpAddress.Parse("8.8.8.8")],
        };
        var result = (await _lab.Round(uplink, 1))[0];
        Assert.Equal((ProbeOutcome.NotSent, ProbeReason.NameNotResolved), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task Https_an_untrusted_certificate_and_a_wrong_name_are_down_and_a_trusted_one_is_up()
    {
        using var certificate = SelfSigned("probe.example");
        using var dns = TestServers.Udp(_lab.Isps[0], "8.8.8.8", q => TestServers.DnsAnswer(q, 0, "1.1.1.1"));
        using var server = TestServers.Http(_lab.Isps[0], 443, Ok, certificate);
        var uplink = ProbeLab.Uplink(0, Http("https://probe.example/"), Http("https://1.1.1.1/")) with
        {
            DnsServers = [IpAddress.Parse("8.8.8.8")],
        };
        var results = await _lab.Round(uplink, 1);
        Assert.Equal(["Refused TlsFailed", "Refused TlsFailed"], results.Select(r => $"{r.Outcome} {r.Reason}"));

        _lab.Options = new ProbeEngineOptions { TrustedRoots = [certificate] };
        results = await _lab.Round(uplink, 2);
        Assert.Equal(["Reply None", "Refused TlsFailed"], results.Select(r => $"{r.Outcome} {r.Reason}"));
    }

    [Fact]
    public async Task Https_to_a_server_without_tls_is_down()
    {
        using var server = TestServers.Banner(_lab.Isps[0], 443, "SSH-2.0-OpenSSH_9.2\r\n");
        var result = (await _lab.Round(ProbeLab.Uplink(0, Http("https://1.1.1.1/")), 1))[0];
        Assert.Equal((ProbeOutcome.Refused, ProbeReason.TlsFailed), (result.Outcome, result.Reason));
    }

    private static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = DateTimeOffset.UtcNow;
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private static MonitorTarget.Dns Dns(string server) => new(IpAddress.Parse(server), "www.example.com");

    private static MonitorTarget.Http Http(string url) => new(url);

    public void Dispose() => _lab.Dispose();
}
