"""What single messages of keepalived mean, from 1.x to 2.3: a table of phrases, each with the event it stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from checker.model.event import Value

Args = Mapping[str, Value]

# keepalived 2.x writes `(VI_1) `, 1.x `VRRP_Instance(VI_1) `, some releases with a colon behind it.
_INSTANCE = r"(?:VRRP_Instance)?\((?P<instance>[^()]{1,256})\):? "
_SENDER = r"(?:from (?P<sender>[0-9A-Fa-f:.]{2,45})(?:%\S{1,16})? )?"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A kind of message: how it reads, the event it stands for, and how its words become the event's arguments."""

    pattern: re.Pattern[str]
    kind: str
    arguments: Callable[[re.Match[str]], Args | None]


def _phrase(text: str, kind: str, arguments: Callable[[re.Match[str]], Args | None]) -> Phrase:
    return Phrase(
        re.compile(text.replace("INSTANCE ", _INSTANCE).replace("SENDER ", _SENDER), re.ASCII), kind, arguments
    )


def _instance(match: re.Match[str]) -> Args:
    return {"instance": match["instance"]}


def _state(match: re.Match[str]) -> Args:
    return {"instance": match["instance"], "state": match["state"], "initial": "(init)" in match[0]}


def _detail(match: re.Match[str]) -> Args:
    return {"detail": match[0].strip()}


def _address(match: re.Match[str]) -> Args | None:
    address = canonical(match["address"])
    return {"address": address, "interface": match["interface"]} if address else None


def _announced(match: re.Match[str]) -> Args | None:
    args = _address(match)
    return {**args, "instance": match["instance"] or ""} if args else None


def _changed(match: re.Match[str]) -> Args | None:
    address = canonical(match["address"])
    return {"address": address, "interface": match["interface"] or ""} if address else None


def _priority(match: re.Match[str]) -> Args:
    return {"instance": match["instance"], "priority": int(match["priority"])}


def _received(own: str, accepted: bool) -> Callable[[re.Match[str]], Args | None]:
    def arguments(match: re.Match[str]) -> Args | None:
        said = match.groupdict()
        sender = canonical(said.get("sender") or "")
        return {
            "instance": match["instance"],
            "sender": sender,
            "own_state": own,
            "priority": int(said.get("priority") or -1),
            "accepted": accepted,
        }

    return arguments


def _resignation(own: str) -> Callable[[re.Match[str]], Args | None]:
    def arguments(match: re.Match[str]) -> Args | None:
        instance = match["instance"]
        return {"instance": instance, "sender": "", "own_state": own, "priority": 0, "accepted": True}

    return arguments


def canonical(address: str) -> str:
    """Return an IP address in its one canonical spelling, or '' when it is none (a prefix length is dropped)."""
    from ipaddress import ip_address

    try:
        return ip_address(address.partition("/")[0]).compressed
    except ValueError:
        return ""


# Why an advert of a peer was dropped: the sender's configuration does not fit, so neither hears the other.
_REFUSALS = (
    r"received an invalid passwd!",
    r"received a \d{1,3} auth, expecting \d{1,3}!",
    r"advertisement interval mismatch\b",
    r"(?:received an )?invalid (?:ttl|version|ip number count|authentication type)\b",
    r"invalid (?:vrrp\w* )?checksum\b",
    r"IPSEC-AH : invalid\b",
)

PHRASES: tuple[Phrase, ...] = (
    _phrase(r"INSTANCE [Ee]ntering (?P<state>MASTER|BACKUP|FAULT) STATE\b(?: \(init\))?", "vrrp_state", _state),
    _phrase(r"INSTANCE Now in (?P<state>FAULT) state\b", "vrrp_state", _state),
    _phrase(r"INSTANCE setting (?:protocol )?VIPs\b", "vips_set", _instance),
    _phrase(r"INSTANCE removing (?:protocol )?VIPs\b", "vips_removed", _instance),
    _phrase(
        # with `/queueing` it names the instance as well, before the announcement itself
        rf"(?:{_INSTANCE})?Sending(?:/queueing)? (?:gratuitous ARPs?|[Uu]nsolicited Neighbour Adverts?) "
        r"on (?P<interface>\S{1,64}) for (?P<address>\S{1,64})",
        "garp_sent",
        _announced,
    ),
    _phrase(
        r"Netlink reflector reports IP (?P<address>\S{1,64}) added(?: to (?P<interface>\S{1,64}))?",
        "address_added",
        _changed,
    ),
    _phrase(
        r"(?:Netlink reflector reports IP|Deassigned address) (?P<address>\S{1,64})"
        r"(?: removed)?(?: from(?: interface)? (?P<interface>\S{1,64}))?\s*\Z",
        "address_removed",
        _changed,
    ),
    _phrase(
        r"Assigned address (?P<address>\S{1,64}) for interface (?P<interface>\S{1,64})",
        "address_seen",
        _address,
    ),
    _phrase(
        r"INSTANCE Received (?:advert SENDER with lower priority|lower prio advert)"
        r"(?: (?P<priority>\d{1,3}))?(?:,| ours|\Z)",
        "advert_received",
        _received("MASTER", accepted=True),
    ),
    _phrase(
        r"INSTANCE (?:Master r|R)eceived (?:advert SENDER with (?:higher|same) priority|higher prio advert)"
        r"(?: (?P<priority>\d{1,3}))?(?:,| but|\Z)",
        "advert_received",
        _received("MASTER", accepted=True),
    ),
    _phrase(
        r"INSTANCE received lower priority \((?P<priority>\d{1,3})\) advert SENDER - discarding",
        "advert_received",
        _received("BACKUP", accepted=False),
    ),
    _phrase(r"INSTANCE Backup received priority 0 advert", "advert_received", _resignation("BACKUP")),
    _phrase(r"INSTANCE Master received priority 0 ", "advert_received", _resignation("MASTER")),
    _phrase(rf"INSTANCE (?i:{'|'.join(_REFUSALS)})", "advert_received", _received("", accepted=False)),
    _phrase(r"INSTANCE sent 0 priority\b", "resigned", _instance),
    _phrase(r"INSTANCE Changing effective priority from \d{1,3} to (?P<priority>\d{1,3})\b", "priority", _priority),
    _phrase(r"INSTANCE Effective priority = (?P<priority>\d{1,3})\b", "priority", _priority),
    _phrase(r"Starting Keepalived\b.*", "process_started", _detail),
    _phrase(r"VRRP child process\(\d{1,10}\) died: Respawning\b.*", "process_started", _detail),
)

# A parent or VRRP process that ends. A health checker says the same of itself, which is no end of VRRP.
STOPPED = (
    _phrase(r"Stopp(?:ing|ed)(?: Keepalived\b.*| - used\b.*)?\s*\Z", "process_stopped", _detail),
    _phrase(r"VRRP child process\(\d{1,10}\) died: Exiting\b.*", "process_stopped", _detail),
    _phrase(r"Keepalived_vrrp exited (?:with|due to)\b.*", "process_stopped", _detail),
)

# Messages without an event, by which keepalived is known where nothing else names the program. Only what no other
# program would write: `Reloading` or `Stopped` alone prove nothing.
KNOWN = re.compile(
    r"VRRP_(?:Instance|Group|Script)\(|Script `\S{1,128}` now returning |Track script \S{1,128} is "
    r"|\([^()]{1,256}\):? (?:Receive advert|Sending/queueing|setting|removing|forcing|ignoring|Dropping|ip address)"
    r"|Netlink (?:reports|reflector reports) |(?:Dea|A)ssigned address \S{1,64} (?:for|from) interface "
    r"|Starting (?:VRRP|Healthcheck|BFD) child process|Registering (?:Kernel netlink|gratuitous )|VRRP sockpool: "
    r"|NOTICE: setting config option max_auto_priority|bogus VRRP packet received|Using LinkWatch kernel netlink"
    r"|(?:Gained|Lost) quorum |BFD_Instance\(|Received BFD event|Kernel is reporting: interface |Unknown VRID\("
    r"|(?:VRRP|Healthcheck|BFD) child process\(|Keepalived_\w+ exited",
    re.ASCII,
)


def meaning(text: str, of_checker: bool = False) -> tuple[str, Args] | None:
    """Return kind and arguments of the event that a message stands for, or None when it stands for none.

    `of_checker` leaves out what says that a process ends.
    """
    for phrase in PHRASES if of_checker else (*PHRASES, *STOPPED):
        if match := phrase.pattern.match(text):
            arguments = phrase.arguments(match)
            return (phrase.kind, arguments) if arguments else None
    return None
