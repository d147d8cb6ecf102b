"""What may be assumed of a VRRP group: each name restrains a fault, and its sentence says which."""

from __future__ import annotations

from collections.abc import Mapping

ONE, PARTITION, LATE = "one-fault", "no-partition", "returns-late"
KILL, HANG, CLEAN, LIVES = "no-keepalived-kill", "no-keepalived-hang", "rejoins-clean", "haproxy-lives"
ARRIVE, AT_ONCE, IN_TIME = "adverts-arrive", "adverts-at-once", "adverts-in-time"

ASSUMPTIONS: Mapping[str, str] = {
    ONE: "one fault at a time: nothing else fails before all hosts work again, and all know who holds the address",
    PARTITION: "two hosts that are on the network hear each other",
    ARRIVE: "no VRRP advertisement is lost between hosts that are on the network",
    AT_ONCE: "a VRRP advertisement takes no time on the wire",
    IN_TIME: "a VRRP advertisement is on the wire no longer than vrrp.delay",
    LATE: "a host that failed or was cut off is back only after another one has taken over, if one can",
    LIVES: "HAProxy does not stop while its host works",
    KILL: "keepalived is not killed while it holds the address, which it would leave behind (kill -9, out of memory)",
    HANG: "keepalived does not hang: it would neither let go of the address nor hear who has it",
    CLEAN: "a host that is cut off from the network notices and lets go of the address: when back, it starts anew",
}
