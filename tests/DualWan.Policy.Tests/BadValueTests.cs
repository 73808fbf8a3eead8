using Xunit;

namespace DualWan.Policy.Tests;

/// <summary>Values that are wrong by themselves: an error names its key, what was expected and what is there.</summary>
public sealed class BadValueTests
{
    private const string MonitorKinds =
        "an address, gateway, arp:gateway, arp:ADDRESS, tcp:ADDRESS:PORT, dns:SERVER/NAME or an http(s) URL";

    private const string Interface = "an interface name of at most 15 characters such as enp1s0, found ";

    private const string Gateway = "gateway: expected an address such as 192.168.1.1, auto or none, found ";

    private const string Bandwidth =
        "bandwidth: expected a speed down and up such as 500M/50M (k, M or G bits per second), found ";

    private const string Nat = "nat: expected masquerade, no or an address of the uplink, found ";

    private const string Failback =
        "failback: expected auto, manual or a time with a unit such as 500ms, 1s or 5m, found ";

    private const string Interval = "interval: expected a time with a unit such as 500ms, 1s or 5m, found ";

    private const string Protocol = "protocol: expected a protocol such as tcp, udp or icmp, or its number, found ";

    private const string Classifier =
        "per-connection-classifier: expected src-address, dst-address, both-addresses, src-port, "
        + "dst-port, both-ports, src-address-and-port, dst-address-and-port or both-addresses-and-ports, "
        + "found ";

    private const string Range =
        "an address, a prefix such as 192.168.2.0/24 or a range such as 192.168.1.2-192.168.1.100, "
        + "found ";

    private const string UplinkName =
        "uplinks: expected a name of 1 to 15 small letters, digits, '-' or '_' that begins with a "
        + "letter, found ";

    private const string ListName =
        "address-lists: expected a list name of 1 to 63 letters, digits, '-', '_' or '.' that begins "
        + "with a letter or a digit, found ";

    private const string Timeout = "timeout: expected auto or a time with a unit such as 500ms, 1s or 5m, found ";

    private const string MaxRtt = "max-rtt: expected a time with a unit such as 500ms, 1s or 5m, found ";

    private const string MaxLoss = "max-loss: expected a percentage from 0% to 99% such as 30%, found ";

    private const string After = "after: expected a time with a unit such as 500ms, 1s or 5m, found ";

    private const string UpWhen = "up-when: expected any, all or how many monitors must answer, found ";

    private const string Rules =
        "rules: expected a list of rules such as '- {src-address: 192.168.1.2, uplink: isp1}', found ";

    [Theory]
    // Interfaces: what the kernel allows (net/core/dev.c, dev_valid_name).
    [InlineData("interface: «eth0:1", Interface + "'eth0:1' (an alias such as eth0:1 is an address, not an interface)")]
    [InlineData("interface: «abcdefghijklmnop", Interface + "'abcdefghijklmnop'")]
    [InlineData("interface: «ååååååååx", Interface + "'ååååååååx'")]
    [InlineData("interface: «'wan 1'", Interface + "'wan 1' (' ' can't be part of it)")]
    [InlineData("interface: «wan*", Interface + "'wan*' ('*' can't be part of it)")]
    [InlineData("interface: «..", Interface + "'..' ('..' is a reserved word)")]
    [InlineData("interface: «[wan1]", Interface + "a list")]
    [InlineData("interface: «{a: b}", Interface + "keys with values")]
    [InlineData("interface:« ", Interface + "nothing")]
    [InlineData("interface: «~", Interface + "nothing")]
    [InlineData("interface: «''", Interface + "nothing")]
    public void Interface_that_the_kernel_would_refuse_is_an_error(string line, string expected) =>
        Annotated.Check($"uplinks:\n  isp1:\n    {line}\n", $"error: interface: expected {expected}");

    [Theory]
    [InlineData("gateway: «10.0.0.256", Gateway + "'10.0.0.256'")]
    [InlineData("gateway: «010.0.0.1", Gateway + "'010.0.0.1' (did you mean '10.0.0.1'?)")]
    [InlineData("gateway: «10.0.0.1/24", Gateway + "'10.0.0.1/24' (did you mean '10.0.0.1'?)")]
    [InlineData("gateway: «atuo", Gateway + "'atuo' (did you mean 'auto'?)")]
    [InlineData("gateway: «127.0.0.1", Gateway + "'127.0.0.1' (this is the machine itself)")]
    [InlineData("gateway: «0.0.0.0", Gateway + "'0.0.0.0' (this is no host's address)")]
    [InlineData("gateway: «224.0.0.1", Gateway + "'224.0.0.1' (this is a multicast address)")]
    [InlineData("gateway: «255.255.255.255", Gateway + "'255.255.255.255' (this is the broadcast address)")]
    [InlineData("gateway: «fe80::1", Gateway + "'fe80::1' (IPv6 is not steered in this version)")]
    [InlineData("weight: «0", "weight: expected a number from 1 to 255, found '0'")]
    [InlineData("weight: «256", "weight: expected a number from 1 to 255, found '256'")]
    [InlineData("weight: «-1", "weight: expected a number from 1 to 255, found '-1'")]
    [InlineData("weight: «1.5", "weight: expected a number from 1 to 255, found '1.5'")]
    [InlineData("weight: «1e2", "weight: expected a number from 1 to 255, found '1e2'")]
    [InlineData("weight: «0x10", "weight: expected a number from 1 to 255, found '0x10'")]
    [InlineData("weight: «010", "weight: expected a number from 1 to 255, found '010' (did you mean '10'?)")]
    [InlineData("weight: «٣", "weight: expected a number from 1 to 255, found '٣'")]
    [InlineData(
        "distance: «99999999999999999999",
        "distance: expected a number from 1 to 255, found '99999999999999999999'")]
    [InlineData("metered: «maybe", "metered: expected yes or no, found 'maybe'")]
    [InlineData("metered: «1", "metered: expected yes or no, found '1'")]
    [InlineData("bandwidth: «500Mbps", Bandwidth + "'500Mbps' (did you mean '500M'?)")]
    [InlineData("bandwidth: «500/50", Bandwidth + "'500/50'")]
    [InlineData("bandwidth: «500m/50m", Bandwidth + "'500m/50m' (did you mean '500M/50M'?)")]
    [InlineData("bandwidth: «0M", Bandwidth + "'0M'")]
    [InlineData("nat: «masq", Nat + "'masq'")]
    [InlineData("nat: «maskerade", Nat + "'maskerade' (did you mean 'masquerade'?)")]
    [InlineData("nat: «yes", Nat + "'yes' (did you mean 'masquerade'?)")]
    [InlineData("mss: «12", "mss: expected auto, no or a number from 536 to 65495, found '12'")]
    [InlineData("failback: «5", Failback + "'5' (the unit is missing)")]
    [InlineData("failback: «5 min", Failback + "'5 min' (did you mean '5m'?)")]
    [InlineData("failback: «100ms", "failback: expected auto, manual or a time from 1s to 7d, found '100ms'")]
    [InlineData("failback: «9999999d", "failback: expected auto, manual or a time from 1s to 7d, found '9999999d'")]
    [InlineData("failback: «99999999999999999999d", Failback + "'99999999999999999999d'")]
    [InlineData("failback: «1s1m", Failback + "'1s1m'")]
    [InlineData("health: «3", "health: expected keys with values such as {interval: 1s, failures: 3}, found '3'")]
    [InlineData("«iface: wan2", "unknown key 'iface' in an uplink (did you mean 'interface'?)")]
    [InlineData("«gatway: auto", "unknown key 'gatway' in an uplink (did you mean 'gateway'?)")]
    [InlineData("«metric: 2", "unknown key 'metric' in an uplink (did you mean 'distance'?)")]
    [InlineData("«dns: auto", "'dns' is not in this version")]
    [InlineData(
        "«colour: red",
        "unknown key 'colour' in an uplink (known are interface, gateway, weight, bandwidth, distance, metered, nat, mss, failback, monitors, health)")]
    public void Uplink_value_that_is_wrong_is_an_error(string line, string expected) =>
        Annotated.Check($"uplinks:\n  isp1:\n    interface: wan1\n    {line}\n", $"error: {expected}");

    [Theory]
    [InlineData("google.com", "a name stands only in a URL; did you mean 'https://google.com/'?")]
    [InlineData("Gateway", "did you mean 'gateway'?")]
    [InlineData("ping:1.1.1.1", "did you mean '1.1.1.1'?")]
    [InlineData("127.0.0.1", "this is the machine itself")]
    [InlineData("[2001:db8::1]", "did you mean '2001:db8::1'?")]
    [InlineData("fe80::1%wan1", "without '%' and what follows")]
    [InlineData("tcp:1.1.1.1", "tcp:ADDRESS:PORT needs a port such as 443")]
    [InlineData("tcp:1.1.1.1:http", "the port is a number from 1 to 65535")]
    [InlineData("tcp:1.1.1.1:0", "the port is a number from 1 to 65535")]
    [InlineData("tcp:1.1.1.1:65536", "the port is a number from 1 to 65535")]
    [InlineData("tcp:2001:db8::1:443", "an IPv6 address needs brackets: tcp:[2001:db8::1]:443")]
    [InlineData("tcp:example.com:443", null)]
    [InlineData("tcp:", null)]
    [InlineData("arp:", null)]
    [InlineData("arp:224.0.0.1", "this is a multicast address")]
    [InlineData("dns:9.9.9.9", "dns:SERVER/NAME needs a name such as example.com")]
    [InlineData("dns:9.9.9.9/", "after '/' comes a name such as example.com")]
    [InlineData("dns:9.9.9.9/a b", "after '/' comes a name such as example.com")]
    [InlineData("dns:one.one.one.one/example.com", null)]
    [InlineData("http://", "a URL looks like https://example.com/")]
    [InlineData("https:example.com", "a URL looks like https://example.com/")]
    [InlineData("https://user:pass@example.com/", "a URL looks like https://example.com/")]
    [InlineData("https://exa mple.com/", "a URL looks like https://example.com/")]
    [InlineData("https://example.com:99999/", "a URL looks like https://example.com/")]
    [InlineData("ftp://example.com/", null)]
    [InlineData("1.1.1", null)]
    [InlineData("none", "at the least ask the 'gateway'")]
    [InlineData("no", "at the least ask the 'gateway'")]
    [InlineData("gateways", null)]
    public void Monitor_that_can_not_be_asked_is_an_error(string monitor, string? hint)
    {
        var end = hint is null ? "" : $" ({hint})";
        Annotated.Check(
            $"uplinks: {{isp1: {{interface: wan1, monitors: [1.1.1.1, «\"{monitor}\"]}}}}",
            $"error: monitors: expected {MonitorKinds}, found '{monitor}'{end}");
    }

    [Theory]
    [InlineData("interval: «5", Interval + "'5' (the unit is missing)")]
    [InlineData("interval: «10ms", "interval: expected a time from 50ms to 1h, found '10ms'")]
    [InlineData("interval: «1d", "interval: expected a time from 50ms to 1h, found '1d'")]
    [InlineData("interval: «-1s", Interval + "'-1s'")]
    [InlineData("interval: «1.s", Interval + "'1.s'")]
    [InlineData("interval: «1S", Interval + "'1S' (did you mean '1s'?)")]
    [InlineData("timeout: «none", Timeout + "'none'")]
    [InlineData("timeout: «2m", "timeout: expected auto or a time from 10ms to 1m, found '2m'")]
    [InlineData("failures: «0", "failures: expected a number from 1 to 100, found '0'")]
    [InlineData("failures: «three", "failures: expected a number from 1 to 100, found 'three'")]
    [InlineData("recoveries: «101", "recoveries: expected a number from 1 to 100, found '101'")]
    [InlineData("up-when: «al", UpWhen + "'al' (did you mean 'all'?)")]
    [InlineData("up-when: «0", UpWhen + "'0'")]
    [InlineData("max-loss: «30", MaxLoss + "'30' (the '%' is missing)")]
    [InlineData("max-loss: «100%", MaxLoss + "'100%'")]
    [InlineData("max-rtt: «400", MaxRtt + "'400' (the unit is missing)")]
    [InlineData("«up_when: any", "unknown key 'up_when' in health (did you mean 'up-when'?)")]
    public void Health_value_that_is_wrong_is_an_error(string line, string expected) =>
        Annotated.Check($"uplinks: {{isp1: {{interface: wan1}}}}\nhealth:\n  {line}\n", $"error: {expected}");

    [Theory]
    [InlineData("ISP1", "(did you mean 'isp1'?)")]
    [InlineData("1isp", "")]
    [InlineData("my line", "(did you mean 'my-line'?)")]
    [InlineData("abcdefghijklmnop", "(did you mean 'abcdefghijklmno'?)")]
    public void Uplink_name_outside_the_rule_is_an_error(string name, string hint) =>
        Annotated.Check(
            $"uplinks: {{«{name}: {{interface: wan1}}}}",
            "error: " + UplinkName + $"'{name}' {hint}".TrimEnd());

    [Theory]
    [InlineData("main")]
    [InlineData("none")]
    [InlineData("unmarked")]
    [InlineData("refuse")]
    [InlineData("ecmp")]
    public void Uplink_name_that_means_something_else_is_an_error(string name) =>
        Annotated.Check(
            $"uplinks: {{«{name}: {{interface: wan1}}}}",
            $"error: uplinks: expected another name, found '{name}' ('{name}' is a reserved word)");

    [Theory]
    [InlineData("nat: «yes", "nat: expected masquerade or no, found 'yes' (did you mean 'masquerade'?)")]
    [InlineData("router: «folow", "router: expected follow or balance, found 'folow' (did you mean 'follow'?)")]
    [InlineData("ipv6: «drop", "ipv6: expected pass or block, found 'drop'")]
    [InlineData("firewall: «yes", "firewall: expected router or none, found 'yes'")]
    [InlineData("balance: «pcc", "balance: expected keys with values such as {method: pcc}, found 'pcc'")]
    [InlineData(
        "balance: {method: «ecpm}",
        "method: expected pcc, ecmp, nth or none, found 'ecpm' (did you mean 'ecmp'?)")]
    [InlineData(
        "balance: {per-connection-classifier: «both-adresses}",
        Classifier + "'both-adresses' (did you mean 'both-addresses'?)")]
    [InlineData(
        "on-failover: «reset",
        "on-failover: expected keys with values such as {connections: reset}, found 'reset'")]
    [InlineData("on-failover: {connections: «drop}", "connections: expected reset, move or keep, found 'drop'")]
    [InlineData("on-failback: {connections: drain, after: «15}", After + "'15' (the unit is missing)")]
    [InlineData("lan: «[lan0]", "lan: expected keys with values such as {interfaces: [lan0]}, found a list")]
    [InlineData("lan: {interfaces: «[]}", "interfaces: expected interface names such as [lan0], found an empty list")]
    [InlineData("lan: {«interface: lan0}", "unknown key 'interface' in lan (did you mean 'interfaces'?)")]
    [InlineData("«network: {}", "unknown key 'network' in the policy (did you mean 'networks'?)")]
    [InlineData("«networks: {}", "'networks' is not in this version")]
    [InlineData("«devices: {}", "'devices' is not in this version")]
    [InlineData("«port-forwards: []", "'port-forwards' is not in this version")]
    [InlineData("«notify: []", "'notify' is not in this version")]
    [InlineData("rules: «{uplink: isp1}", Rules + "keys with values")]
    [InlineData(
        "rules: [«isp1]",
        "rule 1: expected keys with values such as {src-address: 192.168.1.2, uplink: isp1}, found 'isp1'")]
    [InlineData(
        "address-lists: «[1.1.1.1]",
        "address-lists: expected keys with values such as {via-isp1: [192.168.1.2]}, found a list")]
    [InlineData("address-lists: {«'a b': [1.1.1.1]}", ListName + "'a b'")]
    [InlineData(
        "address-lists: {a: «{b: c}}",
        "a: expected a list of addresses, prefixes and ranges, found keys with values")]
    public void Value_of_the_top_level_that_is_wrong_is_an_error(string line, string expected) =>
        Annotated.Check($"uplinks: {{isp1: {{interface: wan1}}}}\n{line}\n", $"error: {expected}");

    [Theory]
    [InlineData("192.168.1.10/24", "did you mean '192.168.1.0/24' or '192.168.1.10'?")]
    [InlineData("192.168.1.0/33", null)]
    [InlineData("192.168.1.0/024", null)]
    [InlineData("192.168.1.0/255.255.255.0", "did you mean '192.168.1.0/24'?")]
    [InlineData("192.168.1.9-192.168.1.2", "the range ends before it starts; did you mean '192.168.1.2-192.168.1.9'?")]
    [InlineData("192.168.1.2-9", "did you mean '192.168.1.2-192.168.1.9'?")]
    [InlineData("192.168.1.2 - 192.168.1.9", "did you mean '192.168.1.2-192.168.1.9'?")]
    [InlineData("192.168.1.2-2001:db8::1", "the two ends are of two families")]
    [InlineData("2001:db8::1/32", "did you mean '2001:db8::/32' or '2001:db8::1'?")]
    [InlineData("192.168.001.1", "did you mean '192.168.1.1'?")]
    [InlineData("192.168.1.x", null)]
    [InlineData("192.168.1", null)]
    [InlineData("-", null)]
    [InlineData("/", null)]
    [InlineData("!10.0.0.1", null)]
    public void Entry_of_an_address_list_that_is_wrong_is_an_error(string entry, string? hint)
    {
        var end = hint is null ? "" : $" ({hint})";
        Annotated.Check(
            $"uplinks: {{isp1: {{interface: wan1}}}}\naddress-lists:\n  a:\n    - 10.0.0.1\n    - «\"{entry}\"\n",
            "error: a: expected " + Range + $"'{entry}'{end}");
    }

    [Theory]
    [InlineData("vpn.example.com")]
    [InlineData("nas")]
    public void Name_in_an_address_list_is_not_in_this_version(string name) =>
        Annotated.Check(
            $"uplinks: {{isp1: {{interface: wan1}}}}\naddress-lists: {{a: [10.0.0.1, «{name}]}}",
            $"error: a: a name such as '{name}' is not in this version");

    [Theory]
    [InlineData(
        "src-address: «[10.0.0.1, 10.0.0.2]",
        "src-address: expected " + Range + "a list (several addresses go into address-lists)")]
    [InlineData(
        "dst-address: «10.0.0.1/8",
        "dst-address: expected " + Range + "'10.0.0.1/8' (did you mean '10.0.0.0/8' or '10.0.0.1'?)")]
    [InlineData("protocol: «tpc", Protocol + "'tpc' (did you mean 'tcp'?)")]
    [InlineData("protocol: «TCP", Protocol + "'TCP' (did you mean 'tcp'?)")]
    [InlineData("protocol: «256", Protocol + "'256'")]
    [InlineData("protocol: «[tcp, udp]", Protocol + "a list (write one rule for each protocol)")]
    [InlineData("dscp: «64", "dscp: expected a number from 0 to 63, found '64'")]
    [InlineData("dscp: «ef", "dscp: expected a number from 0 to 63, found 'ef'")]
    [InlineData(
        "in-interface: «a/b",
        "in-interface: expected an interface name of at most 15 characters such as enp1s0, found 'a/b' ('/' can't be part of it)")]
    [InlineData(
        "src-address-list: «'a,b'",
        "src-address-list: expected the name of an address list, found 'a,b' (one list to a rule)")]
    [InlineData("dscp: 1, failover: «never", "failover: expected yes or no, found 'never'")]
    [InlineData(
        "dscp: 1, on-failover: «rest",
        "on-failover: expected reset, move or keep, found 'rest' (did you mean 'reset'?)")]
    [InlineData(
        "dscp: 1, comment: «\"a\\nb\"",
        "comment: expected a text of one line and at most 200 characters, found 'a?b'")]
    [InlineData("«src-adress: 10.0.0.1", "unknown key 'src-adress' in a rule (did you mean 'src-address'?)")]
    [InlineData("«src_address_list: a", "unknown key 'src_address_list' in a rule (did you mean 'src-address-list'?)")]
    [InlineData("«dport: 80", "unknown key 'dport' in a rule (did you mean 'dst-port'?)")]
    [InlineData("«from: tv", "'from' is not in this version")]
    [InlineData("«to: work", "'to' is not in this version")]
    [InlineData("«time: mon-fri", "'time' is not in this version")]
    public void Rule_value_that_is_wrong_is_an_error(string line, string expected) =>
        Annotated.Check(
            $"uplinks: {{isp1: {{interface: wan1}}}}\nrules:\n  - {{uplink: isp1, {line}}}\n", $"error: {expected}");

    [Theory]
    [InlineData("0", null)]
    [InlineData("65536", null)]
    [InlineData("8100-8000", "the range ends before it starts; did you mean '8000-8100'?")]
    [InlineData("https", "did you mean '443'?")]
    [InlineData("80,", null)]
    [InlineData("80-90-100", null)]
    [InlineData("0080", null)]
    [InlineData("80;443", null)]
    public void Port_that_is_wrong_is_an_error(string ports, string? hint)
    {
        var end = hint is null ? "" : $" ({hint})";
        Annotated.Check(
            $"uplinks: {{isp1: {{interface: wan1}}}}\nrules:\n- {{protocol: tcp, uplink: isp1, dst-port: «\"{ports}\"}}\n",
            $"error: dst-port: expected ports from 1 to 65535 such as 443 or \"443,8000-8100\", found '{ports}'{end}");
    }

    [Fact]
    public void All_errors_come_at_once_in_the_order_of_the_file() => Annotated.Check(
        """
        uplinks:
          isp1: {interface: wan1, weight: «0, gateway: «10.0.0.256}
          isp2: {«interfac: wan2}
        rules:
          - {src-address: 10.0.0.1, uplink: «isp3}
        nat: «perhaps
        """,
        "error: weight: expected a number from 1 to 255, found '0'",
        "error: gateway: expected an address such as 192.168.1.1, auto or none, found '10.0.0.256'",
        "error: unknown key 'interfac' in an uplink (did you mean 'interface'?)",
        "error: there is no uplink 'isp3' (did you mean 'isp1'?)",
        "error: nat: expected masquerade or no, found 'perhaps'");
}
