"""What a VRRP group is given, and the times that follow from it, in nanoseconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal

from checker.base.time import NS_PER_MS, NS_PER_S

NS_PER_US = 1_000
# Of a host whose address is the virtual one itself (RFC 3768 section 5.3.4).
OWNER = 255

Track = Literal["none", "fault", "weight"]


@dataclass(frozen=True, slots=True)
class Peer:
    """A host that may hold the address: its name, priority (1 to 255), own address, `state` in its configuration.

    keepalived starts as BACKUP also where `state MASTER` is configured; but then it disregards `nopreempt`.
    """

    name: str
    priority: int = 100
    address: str = ""
    state: Literal["BACKUP", "MASTER"] = "BACKUP"


@dataclass(frozen=True, slots=True)
class Script:
    """keepalived's `track_script`: how often it runs, how long it may take, after how many results it counts.

    `weight` is added to the priority while it succeeds (positive) or fails (negative). Times in nanoseconds.
    """

    interval: int = NS_PER_S
    timeout: int = NS_PER_S
    fall: int = 1
    rise: int = 1
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """What the peers of one virtual address have in common; times in nanoseconds.

    `delay` is the longest time that an advertisement takes on the wire. `track` says what a failing script does:
    nothing, FAULT (weight 0: the address is released at once), or a change of the priority. `scope` tells the groups
    of a system with several virtual addresses apart.
    """

    vip: str = "vip"
    version: int = 2
    advert: int = NS_PER_S
    down_adverts: int = 3
    preempt: bool = False
    delay: int = 10 * NS_PER_MS
    track: Track = "none"
    script: Script = field(default_factory=Script)
    scope: str = ""


def skew(priority: int, group: Group) -> int:
    """Return the skew time: (256 - priority)/256 seconds (RFC 3768 section 6.1) or intervals (RFC 5798 section 6.1).

    keepalived counts in whole microseconds.
    """
    whole = (256 - priority) * (group.advert if group.version == 3 else NS_PER_S)
    return whole // 256 if group.version == 2 else whole // 256 // NS_PER_US * NS_PER_US


def master_down(priority: int, group: Group) -> int:
    """Return how long a backup waits without an advertisement: so many intervals, and the skew (RFC 3768 6.1)."""
    return group.down_adverts * group.advert + skew(priority, group)


def weighted(priority: int, group: Group, failing: bool) -> int:
    """Return the effective priority while the script succeeds or fails (keepalived.conf(5), track_script, weight)."""
    weight = group.script.weight if group.track == "weight" else 0
    counts = failing if weight < 0 else not failing
    if priority == OWNER or not counts:
        return priority
    return min(max(priority + weight, 1), OWNER - 1)


def preempts(peer: Peer, group: Group) -> bool:
    """Say whether a peer takes the address from one of lower priority: `nopreempt` needs `state BACKUP`."""
    return group.preempt or peer.state == "MASTER" or peer.priority == OWNER


def rank(peers: Sequence[Peer], name: str) -> tuple[int, int]:
    """Return what decides between masters of one priority: the address; unknown ones count as they are listed."""
    position = next(place for place, each in enumerate(peers) if each.name == name)
    known = all(each.address for each in peers)
    return (int(ip_address(peers[position].address)) if known else 0, position)


def checked(peers: Sequence[Peer], group: Group) -> None:
    """Raise ValueError where the numbers make no VRRP group that the model can tell of."""
    wrong = [
        ("a VRRP group needs a host", bool(peers)),
        ("two hosts of a VRRP group have one name", len({each.name for each in peers}) == len(peers)),
        ("a VRRP priority is 1 to 255", all(1 <= each.priority <= OWNER for each in peers)),
        ("VRRP is of version 2 or 3", group.version in (2, 3)),
        ("VRRPv2 has whole seconds between adverts", group.version == 3 or group.advert % NS_PER_S == 0),
        ("the time between adverts is longer than none", group.advert > 0),
        ("a master is taken for dead after at least one advert", group.down_adverts >= 1),
        ("an advert arrives before the next one is sent", 0 <= group.delay < group.advert),
        ("a script may take as long as the time between its runs", 0 <= group.script.timeout <= group.script.interval),
        ("a script counts after at least one result", min(group.script.fall, group.script.rise) >= 1),
    ]
    if found := [text for text, right in wrong if not right]:
        raise ValueError("; ".join(found))
