"""What the finding code of this folder means."""

from __future__ import annotations

from checker.base.explanation import Explanation
from checker.conform.agreement.pair import CODE

EXPLANATION = Explanation(
    code=CODE,
    title="two sources tell one thing differently",
    what=(
        "Where two sources tell the same thing they are matched: health checks in HAProxy's log with the connection "
        "attempts of a capture and with the counters of its statistics; its state of a server with its statistics; "
        "keepalived's state with the adverts on the wire; alerts that the monitor sent with those that the webhook "
        "received; the server that answered a client with the one that the load balancer's session line names; "
        "logins in PgBouncer's log with refused connections. Here they do not agree.\n\n"
        "No verdict changes by it. But one of the sources is not what it seems, and what rests on it is in doubt."
    ),
    why=(
        "Only what both sources provably cover is compared: a stretch that the capture covers and in which it hears "
        "this kind of traffic, between two lines of a log that lost none, with room for stamps and clocks. So it is "
        "no matter of a file that ends early. Lines or packets were lost in the middle, a clock is off, a file was "
        "edited or belongs to another run, or a name stands for another server than you think."
    ),
    bad=(
        "hap2/haproxy.log: three failed checks of pgb2, 2/3 UP, 1/3 UP, 0/2 DOWN\n"
        "bridge.pcap:      two refused connections from hap2 to pgb2 in that time"
    ),
    good=(
        "hap2/haproxy.log: three failed checks of pgb2, 2/3 UP, 1/3 UP, 0/2 DOWN\n"
        "bridge.pcap:      three refused connections from hap2 to pgb2, each within a millisecond of its line"
    ),
    fix=(
        "Follow the hint: it says which source is likelier wrong. Compare the clocks (--clock SOURCE=OFFSET), look for "
        "packets that the capture dropped (tcpdump prints their number when it ends) and for lines that the logger "
        "dropped, and declare a stretch that you know to be incomplete (--gap)."
    ),
)
