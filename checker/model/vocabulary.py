"""Every kind of event that a reader may yield, its arguments, and whether it comes in bulk.

One table, so that readers, fluents and properties cannot disagree about a name, and so that a property file or a
declarative log format can be checked against it when it is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from checker.model.event_kind import EventKind
from checker.model.vocabulary_streaming import STREAMING

# an instant that a line does not tell
UNKNOWN_NS = -1


_QUERY: Mapping[str, str] = MappingProxyType(
    {
        "ok": "bool: it was answered",
        "started_ns": "when the client began it (ns)",
        "worker": "which of the client's workers, or ''",
        "client": "address:port of the client's end, or '' when it never connected",
        "served_by": "the server that answered, as the answer says, or ''",
        "detail": "why it failed, or ''",
    }
)
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
                "accepted_ns": "when the session was accepted (ns, start of the millisecond, or second, in the log)",
                "ended_ns": "when the session ended by the load balancer's clock (ns), or -1 where the line was written"
                " before (option logasap) or does not say",
                "written_ns": "when the line was written by the load balancer's clock (ns), or -1",
                "stamped_lo_ns": "from when (ns) the line may have been stamped by its logger, or -1",
                "stamped_hi_ns": "until when (ns), or -1",
                "retries": "connection retries, or -1",
                "redispatched": "bool: a first attempt at another server is (retries -1: may be) hidden behind this"
                " line",
                "connected": "bool: the connection to the server was established",
                "termination": "termination state, such as -- or SC",
            },
            "a request was assigned to a server",
            bulk=True,
            instants=("accepted_ns", "ended_ns", "written_ns", "stamped_lo_ns", "stamped_hi_ns"),
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
        "address_added": EventKind(
            {"address": "IP address", "interface": "name, or ''"}, "the host has this address from now on"
        ),
        "address_removed": EventKind(
            {"address": "IP address", "interface": "name, or ''"}, "the host has this address no more"
        ),
        "garp_sent": EventKind(
            {"address": "IP address", "interface": "name", "instance": "VRRP instance, or '' when it is not said"},
            "keepalived announces an address",
        ),
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
                "spoke_before_ns": "how long before it a server that refused it last sent payload or FIN of its own"
                " accord on an established connection (ns), or -1",
            },
            "a TCP connection attempt on the wire (its time is the first SYN)",
            bulk=True,
        ),
        "presence": EventKind(
            {
                "mac": "hardware address",
                "addresses": "IPv4 addresses that it sent from, joined by ','",
                "unused_ns": "of each of these, how long before the last frame it was last used, joined by ','",
                "frames": "number of frames",
                "largest_gap_ns": "longest silence between two of its frames within the stretch",
                "answers": "how often it was asked (a SYN, data) and sent a frame after that",
                "slowest_answer_ns": "longest time that such a frame took",
                "unanswered_ns": "how long after its last frame it was asked and sent nothing any more, or -1",
            },
            "a stretch of time in which frames of one hardware address were seen (time = first to last frame)",
        ),
        "captured": EventKind({"packets": "number", "link": "link type"}, "the capture covers this stretch of time"),
        # what was observed of a load balancer from outside: true at that instant, not since then
        "server_seen": EventKind(
            {
                "server": "backend/server",
                "status": "first word of the status: UP, DOWN, MAINT, DRAIN, NOLB, no",
                "status_text": "the status as printed, such as UP 2/3 or DOWN 1/2",
                "chkfail": "failed checks while UP since the process started, or -1",
                "chkdown": "how often it went DOWN since the process started, or -1",
                "lastchg": "whole seconds since its state last changed, or -1",
                "check_status": "result of the last check, such as L4OK (without the mark of a check that runs), or ''",
                "check_rise": "successes that make it UP, or -1",
                "check_fall": "failures that make it DOWN, or -1",
            },
            "observed: the load balancer's statistics show this state of a server at this instant; when it changed they"
            " do not say",
        ),
        # pooler and database
        "listening": EventKind(
            {"address": "address:port, or the path of a socket"}, "the process accepts clients there"
        ),
        "ready": EventKind({"detail": "as logged"}, "the database accepts connections from now on"),
        "connection_received": EventKind(
            {"client": "address:port, or [local]", "session": "process id of the session, or ''"},
            "the database accepted a TCP connection; nobody is authenticated yet",
            bulk=True,
        ),
        "session_opened": EventKind(
            {
                "client": "address:port as the server sees it (a load balancer's, where one is between), or ''",
                "user": "name, or ''",
                "database": "name, or ''",
                "session": "process id of the session, or '' (a pooler's pointer is no id: it is used again at once)",
            },
            "a client opens a session (pooler: it attempts to log in; database: it was authorized)",
            bulk=True,
        ),
        "session_closed": EventKind(
            {
                "client": "address:port as the server sees it, or ''",
                "user": "name, or ''",
                "database": "name, or ''",
                "session": "process id of the session, or ''",
                "reason": "as logged, or ''",
                "lasted_ns": "how long it lasted, as precisely as printed (a pooler prints whole seconds), or -1",
            },
            "a client's session ended",
            bulk=True,
        ),
        "server_connection_opened": EventKind(
            {
                "server": "address:port of the database",
                "local": "address:port of the pooler's end: the client that the database names, or ''",
                "user": "name",
                "database": "name",
            },
            "the pooler opened a connection to the database",
        ),
        "server_connection_closed": EventKind(
            {
                "server": "address:port of the database",
                "user": "name",
                "database": "name",
                "reason": "as logged",
                "lasted_ns": "how long it lasted in whole seconds (ns), or -1",
            },
            "a connection of the pooler to the database ended",
        ),
        "statement": EventKind(
            {
                "session": "process id of the session, or ''",
                "client": "address:port, or '' when the line does not say",
                "user": "name, or ''",
                "database": "name, or ''",
                "statement": "the text, cut after some thousand characters",
                "duration_ns": "how long it took, or -1; where it is given, the time is that of its end",
            },
            "the database executes a statement",
            bulk=True,
        ),
        "pool_stats": EventKind(
            {
                "xacts_per_s": "transactions per second, or -1",
                "queries_per_s": "queries (or requests) per second",
                "in_bytes_per_s": "bytes per second from clients",
                "out_bytes_per_s": "bytes per second to clients",
                "xact_us": "mean duration of a transaction, or -1",
                "query_us": "mean duration of a query",
                "wait_us": "mean wait for a server connection, or -1",
            },
            "observed: the pooler's means over its last period of statistics",
        ),
        "error": EventKind(
            {
                "severity": "WARNING, ERROR, FATAL or PANIC",
                "message": "as logged",
                "client": "address:port, or ''",
                "user": "name, or ''",
                "database": "name, or ''",
                "session": "process id of the session, or ''",
            },
            "the program logged an error: a refused login, a limit that was reached, a failed statement",
            bulk=True,
        ),
        # monitor, its alerts, and clients
        "poll": EventKind(
            {
                "ok": "bool: the poll was answered",
                "node": "the load balancer that answered, or ''",
                "states": "server=STATE of each server, joined by blanks, or ''",
                "vip": "the host that the monitor takes for the holder of the VIP, or ''",
                "detail": "why it failed, or ''",
            },
            "observed: a monitor asked for the states and saw these at this instant, not when they changed; through a"
            " VIP it sees the view of whoever answers",
        ),
        "change_seen": EventKind(
            {"subject": "server, or vip", "before": "state at the poll before", "after": "state at this poll"},
            "observed: two polls of a monitor differ; the change itself lies somewhere between them",
        ),
        "alert_sent": EventKind(
            {
                "title": "title, or ''",
                "message": "text of the alert",
                "accepted": "bool: the receiver took it",
                "status": "HTTP status of the answer, or -1 when there was none",
                "detail": "why it failed, or ''",
            },
            "a monitor tried to send an alert (its time is the end of the attempt)",
        ),
        "alert_received": EventKind(
            {
                "title": "title, or ''",
                "message": "text of the alert",
                "status": "HTTP status that was answered, or -1",
                "path": "where it was posted to, or ''",
            },
            "the receiver of alerts got one",
        ),
        "state_written": EventKind(
            {"detail": "as logged"}, "a monitor writes the states that it will compare with next"
        ),
        "query": EventKind(
            _QUERY,
            "a client's query ended (its time is the end), answered or not",
            bulk=True,
            instants=("started_ns",),
        ),
        # what is left of the queries of a client (checker.conform.condensed.queries)
        "first_answered": EventKind(
            _QUERY, "a client's query was answered, the first one after no answer or a pause", instants=("started_ns",)
        ),
        "last_answered": EventKind(
            _QUERY, "a client's query was answered, the last one before no answer or a pause", instants=("started_ns",)
        ),
        "queries_unanswered": EventKind(
            {**_QUERY, "until_ns": "when the last of them ended"},
            "a client's query failed, and so did all that it asked one after another from `started_ns` on",
            instants=("started_ns", "until_ns"),
        ),
        **STREAMING,
    }
)


def instants_of(kind: str) -> tuple[str, ...]:
    """Return the arguments of a kind of event that are times; those of a contract's own kinds have none."""
    return VOCABULARY[kind].instants if kind in VOCABULARY else ()


def is_bulk(kind: str) -> bool:
    """Say whether events of a kind come in bulk; those of a contract's own kinds do not."""
    return kind in VOCABULARY and VOCABULARY[kind].bulk


__all__ = ["UNKNOWN_NS", "VOCABULARY", "EventKind", "instants_of", "is_bulk"]
