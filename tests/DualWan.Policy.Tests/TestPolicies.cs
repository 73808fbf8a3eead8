namespace DualWan.Policy.Tests;

/// <summary>Texts that several tests share.</summary>
internal static class TestPolicies
{
    /// <summary>The schema as the design gives it.</summary>
    public const string WholeSchema = """
        # the whole schema
        uplinks:
          isp1:
            interface: wan1             # the only required key; PPPoE: the ppp device; VLAN: enp1s0.7
            gateway: 10.10.1.1          # default auto = learned from the kernel
            weight: 3                   # share of new connections among uplinks of the same distance
            bandwidth: 500M/50M         # down/up; stands for the weight where none is given
            distance: 1                 # lower is preferred
            metered: no                 # yes: slow probes on standby
            nat: masquerade             # default from the top level | no | an address of the uplink
            mss: auto                   # clamp where the uplink's MTU is below the LAN's | no | 1400
            failback: auto              # auto | manual | 10m (stay on the backup so long)
            # the next one comes later
            dns: auto                   # the servers this uplink brought: queries to them leave by it
            monitors: [1.1.1.1, 8.8.8.8, "tcp:1.0.0.1:443", "https://example.com/", "dns:9.9.9.9/example.com", "arp:gateway"]
            health: {up-when: any, max-loss: 30%, max-rtt: 400ms}    # any | all | how many monitors
          isp2:
            interface: wan2

        lan: {interfaces: [lan0]}                                     # short form of one network; may be absent
        networks:
          guest: {interfaces: [br0.20], uplink: isp2, isolated: yes}

        balance:
          method: pcc                                   # pcc | ecmp | nth | none
          per-connection-classifier: both-addresses     # any of RouterOS's nine field sets
          other: src-address                            # the classifier for what is not TCP

        health:                                         # the default for every uplink; an uplink may override any of it
          interval: 1s
          timeout: auto                                 # 4 x smoothed RTT + 4 x jitter, 100ms to 1s
          confirm-interval: 100ms                       # between rounds once one has failed
          failures: 3                                   # consecutive failed rounds
          recoveries: 5
          standby-interval: 10s                         # a healthy standby or metered line

        devices: {tv: 44:65:0d:12:34:56, console: 192.168.1.50}
        address-lists:
          via-isp1: [192.168.1.2-192.168.1.100, 192.168.2.0/24]
          work: [203.0.113.0/24, vpn.example.com]       # names are resolved on the box
        rules:                                          # first match wins; what matches none is balanced
          - {src-address-list: via-isp1, uplink: isp1}
          - {protocol: tcp, dst-port: "443,8000-8100", uplink: isp2}
          - {src-address: 192.168.1.254, uplink: isp2, failover: no}      # never leaves by another uplink
          - {from: tv, uplink: isp2}                                      # from: network, device, list, prefix
          - {to: work, uplink: [isp1, isp2]}                              # preference in order
          - {protocol: udp, dst-port: "5060,10000-20000", uplink: isp1, on-failover: move}
          - {from: guest, time: "mon-fri 21:00-06:30", uplink: none}      # none = refused with an ICMP answer
        port-forwards:
          - {uplink: any, protocol: tcp, dst-port: 443, to: 192.168.1.10:8443}   # reply by the line it came in on
        nat: masquerade                                 # out of every uplink | no
        router: follow                                  # the router's own traffic: follow | balance
        ipv6: pass                                      # pass | block
        firewall: router                                # default where there is a LAN | none
        on-failover: {connections: reset}               # of the dead uplink: reset | move | keep
        on-failback: {connections: keep}                # keep | {connections: drain, after: 15m} | reset
        notify:
          - {on: [down, up], run: /etc/dualwan/notify}
          - {on: down, after: [1h, 6h], every: 1d, mail: me@example.com}
        """;
}
