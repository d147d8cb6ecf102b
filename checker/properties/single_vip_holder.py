"""At no time longer than the handover do two hosts hold the virtual address."""

from checker.base.explanation import Explanation
from checker.properties.property import Property

PROPERTY = Property(
    id="single-vip-holder",
    says="at no time longer than the handover do two hosts hold the virtual address",
    formula=(
        "forall v: vip, h: host. always (has_address(h, v) implies forall g: host. (g != h implies "
        "not historically[0, vip.handover] "
        "(has_address(h, v) and on_network(h) and has_address(g, v) and on_network(g))))"
    ),
    triggered_by="a host holding the virtual address",
    subject="h",
    programs=("keepalived", "capture"),
    told_by=("advert", "arp_announced", "arp_reply", "presence"),
    symmetric=True,
    parameters=("vip.handover",),
    violated="{hosts} held {v} at the same time for {lasted}, from {at}",
    inconclusive="{hosts} may have held {v} at the same time from {at}",
    explanation=Explanation(
        code="single-vip-holder",
        title="two hosts held the virtual address at the same time",
        what=(
            "Two hosts had the virtual address on an interface, and both were on the network, for longer than a "
            "handover takes (`vip.handover`). This is a split brain: traffic follows whoever announced last."
        ),
        why=(
            "VRRP promises one master. Adverts that are lost, filtered or not accepted (authentication, interval, "
            "virtual router id) leave two. The log of one host cannot show it: a host that crashed logs nothing "
            "either. So a host holds the address only where a source shows that it had it (its keepalived log, its "
            "adverts or announcements on the wire) and that it was on the network (frames in a capture, requests "
            "served). Where neither is known the verdict is inconclusive."
        ),
        bad=(
            "19:23:01.023 hap1 Keepalived_vrrp[33]: (VI_1) Entering MASTER STATE\n"
            "19:23:12.628 hap2 Keepalived_vrrp[34]: (VI_1) Entering MASTER STATE\n"
            "19:23:24.632 hap1 Keepalived_vrrp[33]: (VI_1) Received advert from 192.168.1.11 with lower priority "
            "102, ours 103, forcing new election"
        ),
        good=(
            "19:23:01.023 hap1 Keepalived_vrrp[33]: (VI_1) Entering MASTER STATE\n"
            "19:23:12.100 hap1 Keepalived_vrrp[33]: (VI_1) Entering BACKUP STATE\n"
            "19:23:12.628 hap2 Keepalived_vrrp[34]: (VI_1) Entering MASTER STATE"
        ),
        fix=(
            "Check what drops VRRP between the hosts (IP protocol 112, multicast 224.0.0.18), and that "
            "authentication, advertisement interval and virtual router id are the same on both."
        ),
    ),
)
