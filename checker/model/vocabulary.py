"""Every kind of event that a reader may yield, its arguments, and whether it comes in bulk.

One table, so that readers, fluents and properties cannot disagree about a name, and so that a property file or a
declarative log format can be checked against it when it is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class EventKind:
    """The arguments of a kind of event (name -> what it means) and whether millions of them are to be expected."""

    args: Mapping[str, str]
    meaning: str
    bulk: bool = False


VOCABULARY: Mapping[str, EventKind] = MappingProxyType(
    {
        # load balancer
        "server_state": EventKind(
            {
                "server": "backend/server",
                "before": "UP, DOWN, MAINT, DRAIN, or '' when the line does not say",
                "after": "UP, DOWN, MAINT or DRAIN",
                "reason": "as logged, or ''",
                "active": "how many active servers the backend has left, as printed, or -1",
            },
            "the observer changed its state of a server",
        ),
        "check": EventKind(
            {
                "server": "backend/server",
                "passed": "bool",
                "health": "numerator of the printed n/m",
                "of": "denominator (rise while DOWN, fall or rise+fall-1 while UP)",
                "state": "UP or DOWN as printed behind n/m: the state after this check",
                "reason": "as logged, or ''",
            },
            "a health check of a server ended and changed its health",
        ),
        "assigned": EventKind(
            {
                "server": "backend/server",
                "client": "address:port",
                "frontend": "name",
                "accepted_ns": "when the session was accepted (ns, start of its millisecond)",
                "ended_ns": "when the line was written (ns), or -1",
                "retries": "connection retries",
                "redispatched": "bool: a first attempt at another server is hidden behind this line",
                "connected": "bool: the connection to the server was established",
                "termination": "termination state, such as -- or SC",
            },
            "a request was assigned to a server",
            bulk=True,
        ),
        "process_started": EventKind({"detail": "as logged"}, "a new process of the program starts with a fresh view"),
        "process_stopped": EventKind({"detail": "as logged"}, "a process of the program ends, or stops its work"),
        "lines_lost": EventKind({"count": "number of lines, or -1", "detail": "as logged"}, "the logger lost lines"),
        # VRRP
        "vrrp_state": EventKind(
            {"instance": "VRRP instance", "state": "MASTER, BACKUP, FAULT or STOP", "initial": "bool: (init)"},
            "keepalived entered a state",
        ),
        "vips_set": EventKind({"instance": "VRRP instance"}, "keepalived adds its virtual addresses now"),
        "vips_removed": EventKind({"instance": "VRRP instance"}, "keepalived removes its virtual addresses now"),
        "address_seen": EventKind(
            {"address": "IP address", "interface": "name"}, "the host has this address when keepalived starts"
        ),
        "garp_sent": EventKind({"address": "IP address", "interface": "name"}, "keepalived announces an address"),
        "advert_received": EventKind(
            {
                "instance": "VRRP instance",
                "sender": "IP address, or ''",
                "own_state": "MASTER, BACKUP or '' as the line implies",
                "priority": "of the sender, or -1",
                "accepted": "bool: false when it was dropped (authentication, interval, ...)",
            },
            "keepalived logs an advertisement of a peer",
        ),
        "resigned": EventKind({"instance": "VRRP instance"}, "keepalived sent priority 0"),
        "priority": EventKind({"instance": "VRRP instance", "priority": "effective"}, "effective priority changed"),
        # capture
        "advert": EventKind(
            {
                "sender": "source IP address",
                "mac": "source MAC",
                "vrid": "virtual router id",
                "priority": "0 to 255",
                "version": "2 or 3",
                "interval_ns": "advertised interval",
                "addresses": "virtual addresses, joined by ','",
            },
            "a VRRP advertisement on the wire",
        ),
        "arp_announced": EventKind(
            {"mac": "sender hardware address", "address": "announced IP address"}, "a gratuitous ARP on the wire"
        ),
        "arp_request": EventKind({"mac": "asker", "address": "asked-for IP address"}, "who-has on the wire"),
        "arp_reply": EventKind({"mac": "sender hardware address", "address": "sender IP address"}, "is-at on the wire"),
        "connect": EventKind(
            {
                "client": "address:port that sent the SYN",
                "server": "address:port it was sent to",
                "outcome": "accepted, refused or silent",
                "data": "bool: payload was seen in either direction",
                "retransmits": "further SYNs of the same flow",
            },
            "a TCP connection attempt on the wire (its time is the first SYN)",
            bulk=True,
        ),
        "presence": EventKind(
            {
                "mac": "hardware address",
                "addresses": "IPv4 addresses that it sent from, joined by ','",
                "frames": "number of frames",
                "largest_gap_ns": "longest silence between two of its frames within the stretch",
            },
            "a stretch of time in which frames of one hardware address were seen (time = first to last frame)",
        ),
        "captured": EventKind({"packets": "number", "link": "link type"}, "the capture covers this stretch of time"),
    }
)
