#!/usr/bin/env python3
"""Records what ip, nft and conntrack say to the kernel, and what it answers, as hexadecimal datagrams.

Run as root in this folder: ./record.py [object/case ...]. Every case gets a network namespace of its own with one
veth pair (wan0 with 10.1.1.2/24 and 2001:db8:1::2/64, isp0), in which `before` runs unrecorded, then `command` under
strace. One datagram per paragraph; a datagram the kernel sent in answer is in reply.hex.
"""
import os, re, subprocess, sys

LAB = """ip link set lo up
ip link add wan0 index 10 type veth peer name isp0 index 11
ip link set wan0 address 02:00:00:00:00:0a up
ip link set isp0 address 02:00:00:00:00:0b up
ip addr add 10.1.1.2/24 dev wan0
ip addr add 2001:db8:1::2/64 dev wan0 nodad
"""
NH = "ip nexthop add id 3607101441 via 10.1.1.1 dev wan0 proto 215; "
TABLE = """nft 'table inet lab { set list4 { type ipv4_addr; flags interval; }; set armed { type ifname; flags timeout; };
 map choice { type mark : verdict; }; counter guard { packets 3 bytes 99; }; chain want1 { counter; };
 chain pre { type filter hook prerouting priority mangle + 10; ip saddr @list4 counter comment "dw:0123";
 ip daddr { 10.0.0.1, 10.0.0.7 } meta mark set 0x1 comment "dw:4567"; iifname vmap { "wan0" : goto want1 }; }; }' """
FLOWS = """conntrack -I -p tcp -s 10.0.0.1 -d 192.0.2.1 --sport 1000 --dport 443 --state ESTABLISHED -t 60 -m 0x81000000
conntrack -I -p tcp -s 10.0.0.1 -d 192.0.2.1 --sport 1001 --dport 443 --state TIME_WAIT -t 60 -m 0x82000000
conntrack -I -p udp -s 2001:db8::1 -d 2001:db8::2 --sport 5060 --dport 53 -t 60 -m 0xe1000000
"""

CASES = {
    "rule/mark": ("", "ip rule add pref 20500 fwmark 0x1000000/0xff000000 table 7801 protocol 215"),
    "rule/main-without-default": ("", "ip rule add pref 20100 table main suppress_prefixlength 0 protocol 215"),
    "rule/from-address": ("", "ip rule add pref 20301 from 10.1.1.2 table 7701 protocol 215"),
    "rule/to-prefix-six": ("", "ip -6 rule add pref 20302 to 2001:db8::/32 table 7701 protocol 215"),
    "rule/interfaces": ("", "ip rule add pref 20201 iif lo oif wan0 table 7701 protocol 215"),
    "rule/unreachable": ("", "ip rule add unreachable pref 20901 protocol 215"),
    "rule/goto": ("", "ip rule add pref 20001 goto 32766 protocol 215"),
    "rule/not-users-ports": ("", "ip rule add not pref 20002 uidrange 1000-70000 ipproto tcp sport 1024-65000 "
                                 "dport 443 table 250 protocol 215"),
    "rule/l3mdev": ("", "ip rule add pref 1000 l3mdev protocol 215"),
    "rule/delete": ("ip rule add pref 20500 table 7801 protocol 215", "ip rule del pref 20500 table 7801 protocol 215"),
    "rule/list": ("ip rule add pref 20500 fwmark 0x1000000/0xff000000 table 7801 protocol 215;"
                  "ip rule add pref 20100 table main suppress_prefixlength 0;"
                  "ip rule add not pref 20002 uidrange 1000-70000 ipproto tcp dport 443 iif gone0 table 250",
                  "ip rule list"),
    "route/gateway": ("", "ip route add default via 10.1.1.1 dev wan0 table 7701 proto 215 metric 10"),
    "route/nexthop-object": (NH, "ip route add default nhid 3607101441 table 7701 proto 215 metric 10"),
    "route/unreachable": ("", "ip route add unreachable default table 7701 proto 215 metric 4294967295"),
    "route/throw-six": ("", "ip -6 route add throw 2001:db8:66::/48 proto 215 metric 5"),
    "route/multipath": ("", "ip route add 192.0.2.0/24 proto 215 nexthop via 10.1.1.1 dev wan0 weight 3 "
                            "nexthop via 10.1.1.3 dev wan0 weight 256"),
    "route/via-six": ("", "ip route add 192.0.2.0/24 via inet6 fe80::1 dev wan0 proto 215"),
    "route/onlink-mtu-source": ("", "ip route add 192.0.2.0/24 via 172.16.0.1 dev wan0 onlink src 10.1.1.2 mtu 1400 "
                                    "advmss 1360 proto 215"),
    "route/six-preference-expires": ("", "ip -6 route add 2001:db8:5::/48 via fe80::1 dev wan0 proto 215 pref high "
                                         "expires 300 metric 7"),
    "route/six-from": ("", "ip -6 route add 2001:db8:77::/48 from 2001:db8:1::/64 via fe80::1 dev wan0 proto 215 metric 8"),
    "route/delete": ("ip route add default via 10.1.1.1 dev wan0 table 7701 metric 10",
                     "ip route del default table 7701 metric 10"),
    "route/list": (NH + "ip nexthop add id 100 group 3607101441,3; ip route add default nhid 100 table 7701 proto 215;"
                   "ip route add 198.51.100.0/24 table 7701 nexthop via 10.1.1.1 weight 3 nexthop via inet6 fe80::1 dev wan0;"
                   "ip route add 203.0.113.0/24 via inet6 fe80::1 dev wan0 mtu 1400 table 7701;"
                   "ip route add unreachable default table 7701 metric 4294967295",
                   "ip route list table 7701"),
    "route/list-six": ("ip -6 route add 2001:db8:5::/48 via fe80::1 dev wan0 pref high expires 300 metric 7",
                       "ip -6 route list"),
    "route/refused": ("", "ip route add default via 192.0.2.77"),
    "nexthop/single": ("", "ip nexthop add id 3607101441 via 10.1.1.1 dev wan0 protocol 215"),
    "nexthop/onlink-six": ("", "ip nexthop add id 3608150017 via fe80::1 dev wan0 onlink protocol 215"),
    "nexthop/device": ("", "ip nexthop add id 3607101443 dev wan0 protocol 215"),
    "nexthop/blackhole": ("", "ip nexthop add id 3607101444 blackhole protocol 215"),
    "nexthop/group": (NH + "ip nexthop add id 2 via 10.1.1.3 dev wan0", 
                      "ip nexthop replace id 100 group 3607101441,3/2,256 protocol 215"),
    "nexthop/delete": (NH, "ip nexthop del id 3607101441"),
    "nexthop/list": (NH + "ip nexthop add id 2 via fe80::1 dev wan0 onlink; ip nexthop add id 3 blackhole;"
                     "ip nexthop add id 100 group 3607101441,3", "ip nexthop list"),
    "address/four": ("", "ip addr add 10.2.2.2/24 broadcast 10.2.2.255 label wan0:1 dev wan0"),
    "address/peer": ("", "ip addr add 10.3.3.3 peer 10.3.3.4/32 dev wan0"),
    "address/six-lifetimes": ("", "ip addr add 2001:db8:9::2/64 dev wan0 valid_lft 3600 preferred_lft 1800 "
                                  "noprefixroute"),
    "address/list": ("ip addr add 10.3.3.3 peer 10.3.3.4/32 dev wan0", "ip addr show dev wan0"),
    "link/list": ("ip link set wan0 alias 'to the fibre' mtu 1492; ip link add br0 index 12 type bridge;"
                  "ip link set isp0 master br0", "ip link list"),
    "link/refused": ("", "ip link set dev wan0 mtu 99999999"),
    "neighbor/permanent": ("", "ip neigh add 10.1.1.1 lladdr 02:00:00:00:00:0b dev wan0 nud permanent"),
    "neighbor/list": ("ip neigh add 10.1.1.1 lladdr 02:00:00:00:00:0b dev wan0 nud permanent;"
                      "ip neigh add 2001:db8:1::1 lladdr 02:00:00:00:00:0c dev wan0 nud stale router",
                      "ip neigh list nud all"),
    "conntrack/list": (FLOWS, "conntrack -L"),
    "conntrack/list-six": (FLOWS, "conntrack -L -f ipv6"),
    "conntrack/list-mark": (FLOWS, "conntrack -L -m 0x81000000/0x9f000000"),
    "conntrack/delete": (FLOWS, "conntrack -D -p udp -f ipv6 -s 2001:db8::1"),
    "conntrack/update": (FLOWS, "conntrack -U -p tcp -s 10.0.0.1 -m 7"),
    "nft/rules": (TABLE, "nft list table inet lab"),
    "nft/counters": (TABLE, "nft list counters"),
    "nft/element-armed": (TABLE, "nft add element inet lab armed { wan0 timeout 5m }"),
    "nft/element-range": (TABLE, "nft add element inet lab list4 { 10.0.0.0/24 }"),
    "nft/element-verdict": (TABLE, "nft add element inet lab choice { 0x81000000 : goto want1 }"),
    "nft/element-delete": (TABLE + "; nft add element inet lab armed { wan0 timeout 5m }",
                           "nft delete element inet lab armed { wan0 }"),
    "nft/elements": (TABLE + "; nft add element inet lab list4 { 10.0.0.0/24, 172.16.0.1-172.16.0.9 };"
                     "nft add element inet lab choice { 0x81000000 : goto want1 }", "nft list ruleset"),
}


def record(name):
    before, command = CASES[name]
    trace = f"/tmp/record.{os.getpid()}"
    subprocess.run(["unshare", "-n", "sh", "-c",
                    f"{LAB}\n{before}\nstrace -qq -e trace=sendmsg,sendto,recvmsg,recvfrom -e read=all -e write=all "
                    f"-o {trace} {command.replace('{', chr(39) + '{').replace('}', '}' + chr(39)) if 'nft ' in command else command}"],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    sent, received, peeked = [], [], False
    current = None
    for line in open(trace, errors="replace"):
        if match := re.match(r"(\w+)\(", line):
            peeked = "MSG_PEEK" in line
            current = sent if match[1].startswith("send") else received
            if not peeked:
                current.append("")
        elif (match := re.match(r" \| [0-9a-f]+  (.{49})", line)) and not peeked:
            current[-1] += match[1].replace(" ", "")
    os.unlink(trace)
    os.makedirs(name, exist_ok=True)
    setup = f"# {before.strip()}\n" if before else ""
    open(f"{name}/command.txt", "w").write(re.sub(r"\n(?=.)", "\n# ", setup) + command + "\n")
    for file, datagrams in (("request", sent), ("reply", received)):
        text = "\n\n".join("\n".join(d[i:i + 64] for i in range(0, len(d), 64)) for d in datagrams if d)
        open(f"{name}/{file}.hex", "w").write(text + "\n")


os.chdir(os.path.dirname(os.path.abspath(__file__)))
for case in sys.argv[1:] or CASES:
    record(case)
