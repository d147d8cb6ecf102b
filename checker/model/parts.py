"""Who takes part in each kind of event, by their roles: who does or tells it, and to whom it is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

LOAD_BALANCER, VRRP_PEER, SERVER, VIRTUAL_ADDRESS = "load-balancer", "vrrp-peer", "server", "virtual-address"
HEARTBEAT, MEDIA_SERVER = "heartbeat", "media-server"


class Part(NamedTuple):
    """A part in a kind of event: its role, and the argument that names who has it ('': nobody says)."""

    role: str
    arg: str = ""


class Parts(NamedTuple):
    """Who does or tells a kind of event (without an argument: the source itself), and to whom (None: by itself)."""

    doer: Part
    other: Part | None = None


PARTS: Mapping[str, Parts] = MappingProxyType(
    {
        "server_state": Parts(Part(LOAD_BALANCER)),
        "server_seen": Parts(Part(LOAD_BALANCER)),
        "check": Parts(Part(LOAD_BALANCER), Part(SERVER, "server")),
        "assigned": Parts(Part(LOAD_BALANCER), Part(SERVER, "server")),
        "vrrp_state": Parts(Part(VRRP_PEER)),
        "vips_set": Parts(Part(VRRP_PEER), Part(VIRTUAL_ADDRESS)),
        "vips_removed": Parts(Part(VRRP_PEER), Part(VIRTUAL_ADDRESS)),
        "garp_sent": Parts(Part(VRRP_PEER), Part(VIRTUAL_ADDRESS, "address")),
        "address_added": Parts(Part(VRRP_PEER), Part(VIRTUAL_ADDRESS, "address")),
        "address_removed": Parts(Part(VRRP_PEER), Part(VIRTUAL_ADDRESS, "address")),
        "advert_received": Parts(Part(VRRP_PEER), Part(VRRP_PEER, "sender")),
        "resigned": Parts(Part(VRRP_PEER)),
        "priority": Parts(Part(VRRP_PEER)),
        "advert": Parts(Part(VRRP_PEER, "sender"), Part(VRRP_PEER)),
        "arp_announced": Parts(Part(VRRP_PEER, "mac"), Part(VIRTUAL_ADDRESS, "address")),
        "connect": Parts(Part(LOAD_BALANCER, "client"), Part(SERVER, "server")),
        "listening": Parts(Part(SERVER)),
        "session_opened": Parts(Part(SERVER), Part(LOAD_BALANCER, "client")),
        "session_closed": Parts(Part(SERVER), Part(LOAD_BALANCER, "client")),
        "server_connection_opened": Parts(Part(SERVER), Part("database")),
        "server_connection_closed": Parts(Part(SERVER), Part("database")),
        "connection_received": Parts(Part("database"), Part(SERVER)),
        "statement": Parts(Part("database"), Part(SERVER)),
        "ready": Parts(Part("database")),
        "poll": Parts(Part("monitor"), Part(LOAD_BALANCER, "node")),
        "change_seen": Parts(Part("monitor")),
        "alert_sent": Parts(Part("monitor"), Part("alert-sink")),
        "alert_received": Parts(Part("alert-sink"), Part("monitor")),
        "state_written": Parts(Part("monitor"), Part("file")),
        "query": Parts(Part("client"), Part(VIRTUAL_ADDRESS)),
        "checks_began": Parts(Part(HEARTBEAT)),
        "checks_ended": Parts(Part(HEARTBEAT)),
        "failure_counted": Parts(Part(HEARTBEAT)),
        "primary_switched": Parts(Part(HEARTBEAT)),
        "health_poll": Parts(Part(HEARTBEAT), Part(SERVER, "server")),
        "publish_answered": Parts(Part(SERVER), Part(MEDIA_SERVER)),
        "rtmp_connected": Parts(Part(MEDIA_SERVER), Part("client")),
        "rtmp_closed": Parts(Part(MEDIA_SERVER)),
        "publish_began": Parts(Part(MEDIA_SERVER), Part("client")),
        "callback_sent": Parts(Part(MEDIA_SERVER), Part(SERVER, "server")),
        "callback": Parts(Part(MEDIA_SERVER), Part(SERVER, "server")),
        "push_created": Parts(Part(MEDIA_SERVER)),
        "segment_written": Parts(Part(MEDIA_SERVER)),
        "relayed": Parts(Part("router"), Part("client")),
        "http_request": Parts(Part(MEDIA_SERVER), Part("client")),
    }
)
# Heartbeat services tell of these as well as load balancers do.
_OF_WATCHERS = frozenset({"check", "server_state"})


def doer_role(kind: str, drawn: Iterable[str]) -> str:
    """Return the role of who does, or tells, a kind of event, where lifelines of these roles are drawn ('': any)."""
    if kind not in PARTS:
        return ""
    role, roles = PARTS[kind].doer.role, frozenset(drawn)
    return HEARTBEAT if kind in _OF_WATCHERS and role not in roles and HEARTBEAT in roles else role


# Whose life it is that the lines of a program tell of.
PROGRAM_ROLES: Mapping[str, str] = MappingProxyType(
    {
        "haproxy": LOAD_BALANCER,
        "keepalived": VRRP_PEER,
        "pgbouncer": SERVER,
        "postgresql": "database",
        "monitor": "monitor",
        "client": "client",
        "webhook": "alert-sink",
        "heartbeat": HEARTBEAT,
        "replica": SERVER,
        "nginx": MEDIA_SERVER,
        "mysql": "database",
        "socat": "router",
    }
)


class Family(NamedTuple):
    """Programs that are heard in systems which have one of these roles, and in no others."""

    roles: frozenset[str]
    programs: frozenset[str]


FAMILIES = (
    Family(
        frozenset({LOAD_BALANCER, VRRP_PEER, "pool", "monitor"}),
        frozenset(
            {"haproxy", "haproxy-stats", "keepalived", "pgbouncer", "postgresql", "monitor", "webhook", "client"}
        ),
    ),
    Family(
        frozenset({HEARTBEAT, MEDIA_SERVER}),
        frozenset({"heartbeat", "replica", "spring-boot", "nginx", "access-log", "mysql", "socat", "hls-listing"}),
    ),
)


def foreign_programs(roles: Iterable[str]) -> frozenset[str]:
    """Return the programs that no system with these roles has; none where the roles do not tell what system it is."""
    drawn = frozenset(roles)
    own = [family for family in FAMILIES if family.roles & drawn]
    return frozenset(p for family in FAMILIES if own and family not in own for p in family.programs)
