"""A host that is back stays standby while the other one holds the virtual address."""

from checker.base.explanation import Explanation
from checker.properties.property import Property

PROPERTY = Property(
    id="no-failback",
    says="a recovered host stays standby while another one holds the virtual address",
    formula=(
        "forall v: vip, h: host. always (standby(h, v) implies not (has_address(h, v) "
        "and on_network(h) and (exists g: host. (g != h and on_network(g) and not gave_up(g, v) "
        "and once[0, vip.handover] (has_address(g, v) and on_network(g) and not has_address(h, v))))))"
    ),
    triggered_by="a former holder that is back while another one holds the virtual address",
    subject="h",
    programs=("keepalived", "capture"),
    told_by=("advert", "arp_announced", "arp_reply", "presence"),
    parameters=("vip.handover",),
    violated="{h} took {v} back at {at} from a host that held it and was well",
    inconclusive="{h} may have taken {v} back at {at} from a host that held it",
    explanation=Explanation(
        code="no-failback",
        title="a host that was back took the virtual address away from the one that held it",
        what=(
            "A host had held the virtual address, lost it, and another host held it since. Then it took the address "
            "back although the other one was on the network and had not given it up."
        ),
        why=(
            "Taking over once is what the pair is for; taking back breaks every connection a second time and gains "
            "nothing. The diagrams say that the recovered host stays as hot standby. Where the holder resigns "
            "(priority 0), fails, is stopped or vanishes from the network, the standby must take over: that is no "
            "failback. Neither is the end of a split brain, in which one of two holders keeps what it never lost."
        ),
        bad=(
            "14:20:31.100 lb2 Keepalived_vrrp[41]: (VI_1) Entering MASTER STATE\n"
            "14:20:52.700 lb1 Keepalived_vrrp[77]: (VI_1) Entering MASTER STATE\n"
            "14:20:52.700 lb2 Keepalived_vrrp[41]: (VI_1) Master received advert from 10.0.0.11 with higher priority "
            "103, ours 102"
        ),
        good=(
            "14:20:31.100 lb2 Keepalived_vrrp[41]: (VI_1) Entering MASTER STATE\n"
            "14:20:49.020 lb1 Keepalived_vrrp[77]: (VI_1) Entering BACKUP STATE (init)     (and nothing more)"
        ),
        fix=(
            "Set `nopreempt` and `state BACKUP` on both hosts, and use a `track_script` without weight: with a weight "
            "`nopreempt` also stops the failover that is wanted."
        ),
    ),
)
