using Xunit;

namespace DualWan.Policy.Tests;

/// <summary>Values that are right one by one and wrong together.</summary>
public sealed class BadCombinationTests
{
    [Fact]
    public void Uplink_without_an_interface_is_an_error_at_its_name() => Annotated.Check(
        """
        uplinks:
          isp1: {interface: wan1}
          «isp2: {weight: 2}
          isp3:«
          isp4: «wan4
        """,
        "error: uplink isp2 has no interface; expected 'interface: NAME'",
        "error: isp3: expected keys with values such as {interface: wan1}, found nothing",
        "error: isp4: expected keys with values such as {interface: wan1}, found 'wan4'");

    [Fact]
    public void Uplink_whose_keys_are_not_indented_is_told_so() => Annotated.Check(
        """
        uplinks:
          isp1:«
          «interface: wan1
          «gateway: auto
        """,
        "error: isp1: expected keys with values such as {interface: wan1}, found nothing",
        "error: 'interface' stands where an uplink's name is expected (indent it deeper, below its uplink)",
        "error: 'gateway' stands where an uplink's name is expected (indent it deeper, below its uplink)");

    [Fact]
    public void Intervals_that_contradict_each_other_are_a_warning() => Annotated.Check(
        """
        uplinks:
          isp1: {interface: wan1, health: {interval: 20s}}
          isp2: {interface: wan2, health: {confirm-interval: «3s}}
        health: {interval: 2s, standby-interval: «10s}
        """,
        "warning: confirm-interval: longer than the interval of uplink isp2, which counts instead",
        "warning: standby-interval: shorter than the interval of uplink isp1");

    [Fact]
    public void Interface_that_is_used_twice_is_an_error_that_names_both() => Annotated.Check(
        """
        uplinks:
          isp1: {interface: wan1}
          isp2: {interface: «wan1}
          isp3: {interface: «lo}
        lan: {interfaces: [lan0, «wan1, «lan0]}
        nat: no
        """,
        "error: interface: 'wan1' is used twice; the first is at dualwan.yaml:2:21",
        "error: interface: 'lo' is the loopback; expected the interface of a line",
        "error: 'wan1' is in the LAN and is uplink isp1; expected one of both",
        "warning: 'lan0' is in the list twice; the first is at dualwan.yaml:5:20");

    [Fact]
    public void Key_that_is_given_twice_is_an_error_that_names_both() => Annotated.Check(
        """
        uplinks:
          isp1: {interface: wan1, «interface: wan2}
          «isp1: {interface: wan3}
        nat: no
        «nat: masquerade
        """,
        "error: 'interface' is given twice; the first is at dualwan.yaml:2:10",
        "error: 'isp1' is given twice; the first is at dualwan.yaml:2:3",
        "error: 'nat' is given twice; the first is at dualwan.yaml:4:1");

    [Fact]
    public void Gateway_none_has_no_gateway_to_ask() => Annotated.Check(
        """
        uplinks:
          isp1: {interface: ppp0, gateway: none, monitors: [1.1.1.1, «gateway, «"arp:gateway", «"arp:10.0.0.1"]}
        """,
        "error: 'gateway' asks a neighbour, and uplink isp1 has 'gateway: none'; expected an address",
        "error: 'arp:gateway' asks a neighbour, and uplink isp1 has 'gateway: none'; expected an address",
        "error: 'arp:10.0.0.1' asks a neighbour, and uplink isp1 has 'gateway: none'; expected an address");

    [Fact]
    public void More_monitors_wanted_than_there_are_is_an_error() => Annotated.Check(
        """
        uplinks:
          isp1: {interface: wan1, health: {up-when: «4}}
          isp2: {interface: wan2, monitors: gateway, health: {up-when: all}}
          isp3: {interface: wan3, monitors: [1.1.1.1, 8.8.8.8], health: {up-when: 2}}
        """,
        "error: up-when: 4 monitors must answer, and uplink isp1 has 3");

    [Fact]
    public void More_monitors_wanted_by_the_common_health_than_one_uplink_has_is_an_error() => Annotated.Check(
        """
        uplinks:
          isp1: {interface: wan1}
          isp2: {interface: wan2, monitors: [1.1.1.1, 8.8.8.8]}
        health: {up-when: «3}
        """,
        "error: up-when: 3 monitors must answer, and uplink isp2 has 2");

    [Fact]
    public void Monitor_twice_in_a_list_is_a_warning() => Annotated.Check(
        "uplinks: {isp1: {interface: wan1, monitors: [1.1.1.1, 8.8.8.8, «1.1.1.1]}}",
        "warning: '1.1.1.1' is in the list twice; the first is at dualwan.yaml:1:46");

    [Fact]
    public void Too_many_monitors_are_an_error()
    {
        var monitors = string.Join(", ", Enumerable.Range(1, 33).Select(static i => $"10.0.0.{i}"));
        Annotated.Check(
            $"uplinks: {{isp1: {{interface: wan1, monitors: «[{monitors}]}}}}",
            "error: monitors: expected at most 32 entries, found 33");
    }

    [Fact]
    public void Entry_twice_in_an_address_list_is_a_warning_however_it_is_written() => Annotated.Check(
        """
        uplinks: {isp1: {interface: wan1}}
        address-lists:
          a: [10.0.0.0/24, 10.0.0.7, «10.0.0.0-10.0.0.255, 2001:db8::1, «2001:0db8:0::1/128]
          b: [10.0.0.7]
        """,
        "warning: '10.0.0.0/24' is in the list twice; the first is at dualwan.yaml:3:7",
        "warning: '2001:db8::1' is in the list twice; the first is at dualwan.yaml:3:51");

    [Fact]
    public void Rule_that_refers_to_nothing_is_an_error() => Annotated.Check(
        """
        uplinks: {isp1: {interface: wan1}, isp2: {interface: wan2}}
        address-lists: {via-isp1: [10.0.0.1]}
        rules:
          - {src-address-list: «via-isp2, uplink: isp1}
          - {dst-address-list: «"!nothing", uplink: «ips1}
          - {dscp: 1, uplink: [isp1, «wan2, «none, «isp1]}
          - {dscp: 2, uplink: «[]}
          - «{dscp: 3}
        """,
        "error: there is no address list 'via-isp2' (did you mean 'via-isp1'?)",
        "error: there is no address list 'nothing' (known are via-isp1)",
        "error: there is no uplink 'ips1' (did you mean 'isp1'?)",
        "error: there is no uplink 'wan2' (known are isp1, isp2)",
        "error: uplink: 'none' stands alone, not in a list",
        "error: uplink: 'isp1' is in the list twice",
        "error: uplink: expected an uplink, a list of uplinks in order of preference, or none, found an empty list",
        "error: rule 5 has no uplink; expected 'uplink: NAME', a list of names, or none");

    [Fact]
    public void Ports_need_a_protocol_that_has_them() => Annotated.Check(
        """
        uplinks: {isp1: {interface: wan1}}
        rules:
          - {dst-port: «443, uplink: isp1}
          - {src-port: «"443", protocol: icmp, uplink: isp1}
          - {port: «443, protocol: "!tcp", uplink: isp1}
          - {port: 443, protocol: sctp, uplink: isp1}
        """,
        "error: dst-port: needs a protocol; expected 'protocol: tcp' or 'protocol: udp' beside it",
        "error: src-port: the rule's protocol has no ports; expected tcp, udp, dccp, sctp or udp-lite",
        "error: port: the rule's protocol has no ports; expected tcp, udp, dccp, sctp or udp-lite");

    [Fact]
    public void Rule_that_can_not_match_or_is_never_reached_is_told() => Annotated.Check(
        """
        uplinks: {isp1: {interface: wan1}}
        rules:
          - {src-address: 10.0.0.1, dst-address: «2001:db8::1, uplink: isp1}
          - {src-address: «"2001:db8::/32", uplink: isp1}
          - {in-interface: «wan1, uplink: isp1}
          - {dscp: 1, uplink: isp1}
          - «{dscp: 1, uplink: none}
          - {dscp: 2, uplink: none, failover: «no, on-failover: «keep}
          - {uplink: isp1}
          - «{dscp: 4, uplink: isp1}
        """,
        "error: dst-address: the rule's src-address is of the other IP family; nothing can match both",
        "warning: IPv6 is not steered in this version; rule 2 has no effect",
        "error: in-interface: 'wan1' is uplink isp1; a rule is for what comes from inside",
        "warning: rule 5 is never reached: rule 4 matches the same",
        "warning: failover: does not count with 'uplink: none'",
        "warning: on-failover: does not count with 'uplink: none'",
        "warning: rule 8 is never reached: rule 7 matches everything");

    [Fact]
    public void Failover_no_with_a_list_of_uplinks_is_allowed() => Annotated.Check(
        """
        uplinks: {isp1: {interface: wan1}, isp2: {interface: wan2}}
        rules: [{src-address: 10.0.0.1, uplink: [isp1, isp2], failover: no}]
        """);

    [Fact]
    public void Balance_that_has_nothing_to_balance_is_a_warning() => Annotated.Check(
        """
        uplinks:
          isp1: {interface: wan1}
          isp2: {interface: wan2, distance: 2}
        balance: {method: «pcc}
        """,
        "warning: method: uplink isp1 stands alone at the lowest distance, so nothing is balanced");

    [Fact]
    public void Classifier_that_the_method_does_not_ask_for_is_a_warning() => Annotated.Check(
        """
        uplinks: {isp1: {interface: wan1}, isp2: {interface: wan2}}
        balance: {method: ecmp, per-connection-classifier: src-address, other: «src-address}
        """,
        "warning: other: does not count with 'method: ecmp'");

    [Fact]
    public void Weights_and_bandwidths_of_one_distance_do_not_mix() => Annotated.Check(
        """
        uplinks:
          a: {interface: wan1, weight: 3}
          b: {interface: wan2, bandwidth: «50M}
          c: {interface: wan3, distance: 2, bandwidth: 10M}
          d: {interface: wan4, distance: 2, bandwidth: 10M}
          e: {interface: wan5, distance: 3, weight: 2, bandwidth: 10M}
        """,
        "warning: bandwidth: other uplinks of distance 1 have none or a weight, so uplink b counts as weight 1");

    [Fact]
    public void Lan_without_a_word_about_nat_is_a_warning() => Annotated.Check(
        "uplinks: {isp1: {interface: wan1}}\nlan: {interfaces: [«lan0]}\n",
        "warning: there is a LAN and nothing says 'nat'; without it private addresses get no answers "
            + "(write 'nat: masquerade' or 'nat: no')");

    [Fact]
    public void After_without_drain_is_a_warning() => Annotated.Check(
        "uplinks: {isp1: {interface: wan1}}\non-failback: {connections: keep, after: «5m}\n",
        "warning: after: counts only with 'connections: drain'");

    [Fact]
    public void Thirty_uplinks_are_the_most()
    {
        var uplinks = string.Concat(Enumerable.Range(1, 30).Select(static i => $"  isp{i}: {{interface: wan{i}}}\n"));
        Annotated.Check($"uplinks:\n{uplinks}");
        Annotated.Check(
            $"uplinks:\n{uplinks}  «isp31: {{interface: wan31}}\n", "error: uplinks: expected at most 30, found 31");
    }

    [Fact]
    public void Orders_of_preference_count_as_uplinks()
    {
        var uplinks = string.Concat(Enumerable.Range(1, 29).Select(static i => $"  isp{i}: {{interface: wan{i}}}\n"));
        Annotated.Check(
            $$"""
            uplinks:
            {{uplinks}}
            rules:
              - {dscp: 1, uplink: [isp1, isp2]}
              - {dscp: 2, uplink: [isp1, isp2]}
              - {dscp: 3, uplink: «[isp1, isp2], failover: no}
            """,
            "error: uplink: 31 uplinks and different lists of uplinks; expected at most 30 together");
    }
}
