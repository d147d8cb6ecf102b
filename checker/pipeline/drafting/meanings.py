"""What a label may mean: one row for each thing that components of known roles tell each other.

A row is asked of every message and note between lifelines of its roles; the first that fits counts. `sign` is what
stands in the contract beside the label (docs/contract.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from checker.pipeline.drafting.draft import Value

Shape = Literal["asks", "answers", "fails", "alone"]
# What is going on: who was asked last decides what a forwarding or an answer belongs to.
Topic = Literal["", "check", "poll", "request"]

BOTH: Value = ["sender", "receiver"]
ASKED = "10s"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: roles of who sends and who receives (of what is said alone: of who says it), and what it means.

    `match` is what a line of the text must hold (nothing: any first line). `topic` is what must be going on. `places`
    are the kinds of words that the label keeps under a name. `template` is an argument of all its events that is the
    label itself.
    """

    group: str
    senders: tuple[str, ...]
    receivers: tuple[str, ...]
    shape: Shape
    match: str
    sign: Mapping[str, Value]
    topic: Topic = ""
    places: Mapping[str, str] = field(default_factory=dict)
    template: str = ""
    # only where the document draws this role, too
    beside: str = ""
    # only for texts that state such a fact
    fact: str = ""


_LB, _SERVER, _POOL, _VIP = ("load-balancer",), ("server",), ("pool",), ("virtual-address",)
_MONITOR, _SINK, _CLIENT, _APP = ("monitor",), ("alert-sink",), ("client",), ("application",)
_PEER, _HEART, _MEDIA, _ROUTER, _DB = ("vrrp-peer",), ("heartbeat",), ("media-server",), ("router",), ("database",)
_ENTRY = (*_VIP, *_LB)

_FAILED = r"(?i)fail|error|time[ds]?[ -]?out|refus|unreachable|no (?:answer|response|reply)|denied|reject|\b[45]\d\d\b|lost|dead"
_PASSED = r"(?i)\b[23]\d\d\b|\bok\b|success|pass|healthy|alive|pong|\bup\b"
_CHECK = (
    r"(?i)health|\bchecks?\b|\bprobe|\bping\b|"
    r"\b(?:GET|HEAD|OPTIONS) /(?:\w+/)*(?:health|ready|live|ping|status|primary|master|leader|replica)"
)
_CONNECTING: Value = [{"event": "connect", "with": {"server": "receiver"}}]
_REACHING: Value = [
    {"event": "connect", "with": {"client": "sender", "server": "receiver", "outcome": "accepted"}},
    {"event": "session_opened", "with": {"client": "sender"}, "shows": "receiver"},
]
_ALERTING: Mapping[str, Value] = {
    "event": "alert_sent",
    "before": ASKED,
    "or": [
        {"event": "alert_received"},
        {"event": "alert_sent", "with": {"accepted": "true"}, "shows": "receiver", "before": ASKED},
    ],
}


def _refused(outcome: str) -> Mapping[str, Value]:
    return {
        "event": "check",
        "with": {"server": "sender", "passed": "false"},
        "or": [{"event": "connect", "with": {"client": "receiver", "server": "sender", "outcome": outcome}}],
    }


_CHECKS = "Health checks: load balancers log those that change a server's health, a capture holds every one."
_REQUESTS = "Requests: what the client logs of each, the balancer's line of the session, connections on the wire."
_POLLS = "The monitor: each poll is asked, answered by the load balancer that has the address, and read."
_ALERTS = "Alerts: the monitor tells of sending one and of the answer, the receiver of what it got."
_VRRP = "The virtual address: keepalived's log, advertisements and gratuitous ARP on the wire."
_LIVES = "Processes that end and start. One that is killed writes nothing; a server's port then refuses."
_STREAMS = "Streams: the router's log, the media server's log, and its callbacks by that log or on the wire."
_HEARTS = "Heartbeats: the log of each service, or its checks on the wire."

ROWS: tuple[Row, ...] = (
    # health checks of a load balancer
    Row(
        _CHECKS,
        _LB,
        _SERVER,
        "asks",
        _CHECK,
        {
            "event": "check",
            "with": {"server": "receiver"},
            "before": ASKED,
            "or": [{"event": "connect", "with": {"client": "sender", "server": "receiver"}}],
        },
    ),
    Row(_CHECKS, _SERVER, _LB, "fails", r"(?i)refus", _refused("refused"), topic="check"),
    Row(_CHECKS, _SERVER, _LB, "fails", "", _refused("silent"), topic="check"),
    Row(
        _CHECKS,
        _SERVER,
        _LB,
        "answers",
        _FAILED,
        {"event": "check", "with": {"server": "sender", "passed": "false"}},
        topic="check",
    ),
    Row(
        _CHECKS,
        _SERVER,
        _LB,
        "answers",
        "",
        {
            "event": "check",
            "with": {"server": "sender", "passed": "true"},
            "or": [{"event": "connect", "with": {"client": "receiver", "server": "sender", "outcome": "accepted"}}],
        },
        topic="check",
    ),
    Row(
        _CHECKS,
        _LB,
        (),
        "alone",
        r"(?i)\bmark",
        {"event": "server_state"},
        places={"server": "server", "state": "after"},
        fact="mark",
    ),
    # the monitor's polls
    Row(_POLLS, _MONITOR, _ENTRY, "asks", "", {"event": "poll", "before": ASKED}),
    Row(
        _POLLS,
        _VIP,
        _LB,
        "asks",
        "",
        {"event": "poll", "with": {"ok": "true", "node": "receiver"}, "shows": "receiver", "before": ASKED},
        topic="poll",
    ),
    Row(
        _POLLS,
        _LB,
        (*_VIP, *_MONITOR),
        "answers",
        r"\b(?:UP|DOWN)\b",
        {
            "event": "poll",
            "with": {"ok": "true", "node": "sender", "states": "...{server}={state}..."},
            "shows": "sender",
            "before": ASKED,
        },
        topic="poll",
        places={"server": "server", "state": "state"},
        fact="state",
    ),
    Row(
        _POLLS,
        _LB,
        (*_VIP, *_MONITOR),
        "answers",
        "",
        {"event": "poll", "with": {"ok": "true", "node": "sender"}, "shows": "sender", "before": ASKED},
        topic="poll",
    ),
    Row(_POLLS, _VIP, _MONITOR, "answers", "", {"event": "poll", "with": {"ok": "true"}}, topic="poll"),
    Row(
        _POLLS,
        _MONITOR,
        (),
        "alone",
        "",
        {"event": "change_seen"},
        places={"": "before", "-": "after"},
        fact="transition",
    ),
    Row(_POLLS, _MONITOR, ("file",), "asks", r"(?i)updat|writ|sav|stor", {"event": "state_written"}),
    # alerts
    Row(
        _ALERTS,
        _MONITOR,
        _SINK,
        "asks",
        "",
        _ALERTING,
        places={"server": "server", "host": "host", "state": "state"},
        template="message",
    ),
    Row(
        _ALERTS,
        _SINK,
        _MONITOR,
        "answers",
        _PASSED,
        {
            "event": "alert_sent",
            "with": {"accepted": "true"},
            "or": [{"event": "alert_received", "with": {"status": "200"}}],
        },
    ),
    # requests
    Row(_REQUESTS, _CLIENT, _ENTRY, "asks", "", {"event": "query", "at": "started_ns", "or": _CONNECTING}),
    Row(
        _REQUESTS,
        _APP,
        _ENTRY,
        "asks",
        "",
        {"event": "query", "at": "started_ns", "shows": "sender", "or": _CONNECTING},
    ),
    Row(_REQUESTS, _VIP, _LB, "asks", "", {"event": "assigned", "at": "accepted_ns"}, topic="request"),
    Row(
        _REQUESTS,
        _LB,
        (*_SERVER, *_POOL),
        "asks",
        "",
        {"event": "assigned", "with": {"server": "receiver"}, "or": _REACHING},
    ),
    Row(_REQUESTS, _POOL, _DB, "asks", "", {"event": "statement"}),
    Row(
        _REQUESTS,
        _DB,
        _POOL,
        "answers",
        "",
        {"event": "query", "with": {"ok": "true"}, "since": "started_ns", "shows": BOTH},
    ),
    Row(
        _REQUESTS,
        (*_SERVER, *_POOL),
        _LB,
        "answers",
        "",
        {
            "event": "query",
            "with": {"ok": "true", "served_by": "sender"},
            "since": "started_ns",
            "shows": BOTH,
            "or": [{"event": "assigned", "with": {"server": "sender", "connected": "true"}, "at": "ended_ns"}],
        },
        topic="request",
    ),
    Row(
        _REQUESTS,
        _LB,
        _VIP,
        "answers",
        "",
        {
            "event": "query",
            "with": {"ok": "true"},
            "since": "started_ns",
            "shows": "sender",
            "or": [{"event": "assigned", "with": {"connected": "true"}, "at": "ended_ns"}],
        },
        topic="request",
    ),
    Row(_REQUESTS, _ENTRY, _CLIENT, "answers", "", {"event": "query", "with": {"ok": "true"}}, topic="request"),
    Row(
        _REQUESTS,
        _ENTRY,
        _APP,
        "answers",
        "",
        {"event": "query", "with": {"ok": "true"}, "shows": "receiver"},
        topic="request",
    ),
    # VRRP
    Row(
        _VRRP,
        _PEER,
        (),
        "alone",
        r"(?i)\b(?:promot|elect)",
        {
            "event": "vrrp_state",
            "or": [
                {"event": "arp_announced", "with": {"mac": "sender"}},
                {"event": "advert", "with": {"sender": "sender"}},
            ],
        },
        places={"state": "state"},
        fact="promote",
    ),
    Row(
        _VRRP,
        _PEER,
        (),
        "alone",
        r"(?i)\b(?:continue|stay|remain)",
        {"event": "advert", "with": {"sender": "sender"}},
        fact="becomes",
    ),
    Row(
        _VRRP,
        _PEER,
        (),
        "alone",
        r"\b(?:MASTER|BACKUP|FAULT)\b",
        {"event": "vrrp_state"},
        places={"state": "state"},
        fact="becomes",
    ),
    Row(
        _VRRP,
        _PEER,
        _PEER,
        "asks",
        r"(?i)\bpriority\b|\badvert",
        {
            "event": "advert",
            "with": {"sender": "sender"},
            "or": [{"event": "advert_received", "with": {"sender": "sender"}, "shows": "receiver"}],
        },
    ),
    Row(
        _VRRP,
        _PEER,
        _VIP,
        "asks",
        "",
        {
            "event": "vips_set",
            "or": [
                {"event": "garp_sent", "with": {"address": "receiver"}},
                {"event": "arp_announced", "with": {"mac": "sender", "address": "receiver"}},
            ],
        },
    ),
    # streams
    Row(
        _STREAMS,
        _CLIENT,
        _ROUTER,
        "asks",
        r":\d",
        {
            "event": "relayed",
            "with": {"entry": "...:{port}"},
            "shows": BOTH,
            "or": [
                {"event": "connect", "with": {"server": "...:{port}", "outcome": "accepted"}, "shows": BOTH},
                {"event": "rtmp_connected", "shows": "receiver"},
            ],
        },
        places={"port": "port"},
        fact="port",
        beside="media-server",
    ),
    Row(
        _STREAMS,
        _CLIENT,
        _ROUTER,
        "asks",
        "",
        {"event": "relayed", "shows": BOTH, "or": [{"event": "rtmp_connected", "shows": "receiver"}]},
        beside="media-server",
    ),
    Row(_STREAMS, (*_ROUTER, *_CLIENT), _MEDIA, "asks", "", {"event": "rtmp_connected", "shows": BOTH}),
    Row(
        _STREAMS, _MEDIA, _SERVER, "asks", "", {"event": "callback", "with": {"server": "receiver", "call": "publish"}}
    ),
    Row(_STREAMS, _SERVER, _DB, "asks", "", {"event": "statement", "shows": BOTH}, beside="media-server"),
    Row(
        _STREAMS,
        _DB,
        _SERVER,
        "answers",
        "",
        {"event": "publish_answered", "with": {"call": "publish"}, "shows": BOTH, "before": "1s"},
        beside="media-server",
    ),
    Row(
        _STREAMS,
        _SERVER,
        _MEDIA,
        "answers",
        r"\b30\d\b|(?i:redirect)",
        {
            "event": "callback",
            "with": {"server": "sender", "outcome": "redirected"},
            "at": "ended_ns",
            "shows": "receiver",
            "or": [{"event": "publish_answered", "with": {"call": "publish"}, "shows": "sender"}],
        },
    ),
    Row(
        _STREAMS,
        _SERVER,
        _MEDIA,
        "fails",
        "",
        {"event": "callback", "with": {"server": "sender", "outcome": "failed"}, "at": "ended_ns", "shows": "receiver"},
    ),
    Row(_STREAMS, _MEDIA, (), "alone", r"://", {"event": "push_created"}, fact="url"),
    Row(_STREAMS, _MEDIA, (), "alone", r"(?i)\bsegments?\b", {"event": "segment_written"}),
    Row(
        _STREAMS,
        _MEDIA,
        _CLIENT,
        "answers",
        r"(?i)\bhls\b|play|m3u8",
        {"event": "http_request", "with": {"path": "....m3u8..."}, "shows": "sender"},
    ),
    # heartbeats
    Row(_HEARTS, _HEART, _SERVER, "asks", "", {"event": "check", "with": {"server": "receiver"}, "before": ASKED}),
    Row(
        _HEARTS,
        _SERVER,
        _HEART,
        "fails",
        "",
        {"event": "check", "with": {"server": "sender", "passed": "false"}, "shows": "receiver"},
    ),
    Row(
        _HEARTS,
        _SERVER,
        _HEART,
        "answers",
        _FAILED,
        {"event": "check", "with": {"server": "sender", "passed": "false"}, "shows": BOTH},
    ),
    Row(
        _HEARTS,
        _SERVER,
        _HEART,
        "answers",
        "",
        {"event": "check", "with": {"server": "sender", "passed": "true"}, "shows": BOTH},
    ),
    Row(
        _HEARTS,
        _HEART,
        (),
        "alone",
        r"(?i)\bmark",
        {"event": "server_state"},
        places={"server": "server", "state": "after"},
        fact="mark",
    ),
    Row(
        _HEARTS,
        _HEART,
        (),
        "alone",
        _FAILED,
        {"event": "check", "with": {"passed": "false"}, "or": [{"event": "failure_counted"}]},
        fact="fraction",
    ),
    Row(
        _HEARTS,
        _HEART,
        (),
        "alone",
        r"(?i)success|pass",
        {"event": "check", "with": {"passed": "true"}},
        fact="fraction",
    ),
    Row(_HEARTS, _HEART, (), "alone", r"(?i)\bswitch", {"event": "primary_switched"}, places={"server": "after"}),
    Row(
        _HEARTS,
        _HEART,
        (),
        "alone",
        r"(?i)recover\w*\b.*\bdetect|detect\w*\b.*\brecover",
        {"event": "server_state", "with": {"after": "UP"}},
    ),
)
# What a text tells of the life of a component, by its role; who reads it is `checker.prove.diagrams.telling`.
CRASHED: Mapping[str, Mapping[str, Value]] = {
    "server": {
        "event": "process_stopped",
        "or": [{"event": "connect", "with": {"server": "sender", "outcome": "refused"}, "shows": "sender"}],
    },
    "load-balancer": {"event": "process_stopped"},
}
REPAIRED: Mapping[str, Mapping[str, Value]] = {
    "server": {"event": "process_started"},
    "load-balancer": {"event": "process_started"},
}
LIVES = _LIVES
