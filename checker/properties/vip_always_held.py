"""Once it was acquired, the virtual address is without a holder no longer than a takeover takes."""

from checker.base.explanation import Explanation
from checker.properties.property import Property

PROPERTY = Property(
    id="vip-always-held",
    says="after it was first acquired, the virtual address is without a holder no longer than the takeover bound",
    formula=(
        "forall v: vip. always (claimed(v) implies not historically[0, vip.takeover] "
        "not (exists h: host. (has_address(h, v) and on_network(h))))"
    ),
    triggered_by="a host acquiring the virtual address, or all candidates watched for long without any that does",
    subject="v",
    programs=("keepalived", "capture"),
    told_by=("advert", "arp_announced", "arp_reply", "presence"),
    parameters=("vip.takeover",),
    violated="nobody held {v} for {lasted}, from {at}; a takeover may take {bound}",
    inconclusive="nobody may have held {v} for longer than the {bound} of a takeover: for {lasted}, from {at}",
    explanation=Explanation(
        code="vip-always-held",
        title="nobody held the virtual address for longer than a takeover takes",
        what=(
            "The virtual address had been acquired, and then no host that was on the network had it for longer than "
            "`vip.takeover`. Or all hosts that may hold it were watched, for longer than a start and a takeover "
            "take, and none ever acquired it."
        ),
        why=(
            "Without a holder no client reaches anything. The diagrams promise the takeover within 2-3 seconds. VRRP "
            "takes three advertisement intervals and a skew: up to 3.61 s at one advert a second and priority 100, "
            "counted from the last advert. How long the address was vacant is bounded from both sides: the holder "
            "was there until its last frame, and gone when it left a request unanswered; the next one has it from its "
            "first claim on. Where the bound lies between the two the verdict is inconclusive, with both. Logs alone "
            "do not show when a host that crashed was gone: that takes a capture."
        ),
        bad=(
            "14:10:20.000 hap1: last frame (crash)\n"
            "14:10:20.180 10.0.0.50 > 192.168.1.100: SYN, unanswered\n"
            "14:10:23.620 hap2 Keepalived_vrrp[34]: (VI_1) Entering MASTER STATE     (3.4 s later)"
        ),
        good=(
            "14:10:20.000 hap1 Keepalived_vrrp[33]: (VI_1) sent 0 priority\n"
            "14:10:20.601 hap2 Keepalived_vrrp[34]: (VI_1) Entering MASTER STATE     (0.6 s later)"
        ),
        fix=(
            "Lower `advert_int` on both hosts (three intervals and a skew must fit into the bound), and see that a "
            "host that fails says so (a `track_script` without weight, `notify_stop`). Or promise what VRRP can keep: "
            "state 4 seconds in the diagram."
        ),
    ),
)
