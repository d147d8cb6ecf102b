"""Which role each lifeline has: by the words of its name, by what it is asked, and by who asks it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from checker.base.places import Place
from checker.diagram.tree import Participant
from checker.model.contract_diagrams import Drawn
from checker.pipeline.drafting.paper import Paper, Said

# The first row that fits the name without its brackets counts, else the first that fits all of it, else the id.
_WORDS: tuple[tuple[str, str], ...] = (
    ("client", r"\bclients?\b|browser|\busers?\b|viewer|\bplayer\b|\bcaller\b|subscriber|\bdevice\b"),
    (
        "virtual-address",
        r"\b(?:virtual|floating|elastic|failover|shared|service)[ -]?(?:ip|address)\b|\bvips?\d*\b|cluster ip",
    ),
    ("file", r"\bfiles?\b"),
    (
        "alert-sink",
        r"slack|pager ?duty|ops ?genie|web ?hook|\balert(?:s|ing)?\b|alert ?manager|mattermost|telegram|e-?mail|"
        r"on-?call",
    ),
    ("heartbeat", r"heart ?beat|health[ -]?check(?:er|ers|s|ing)?\b|\bprober\b"),
    ("monitor", r"\bmonitor(?:ing)?\b|prometheus|nagios|zabbix|\bwatchdog\b"),
    ("vrrp-peer", r"keep ?alived?\b|\bvrrp\b|ucarp|\bcarp\b"),
    ("media-server", r"\brtmp\b|media ?server|streaming server|wowza"),
    ("pool", r"\bpool\b"),
    ("load-balancer", r"ha ?proxy|load ?balanc|\bbalancer\b|\blb\d*\b|envoy|traefik|\bnginx\b|reverse proxy|\bproxy\b"),
    ("router", r"\brouting\b|\brouter\b|\bswarm\b|\bmesh\b"),
    (
        "database",
        r"postgre|mysql|mariadb|\bdatabase\b|\bdb\b|\boracle\b|mongo|cassandra|cockroach|sql server",
    ),
    (
        "application",
        r"front ?end|back ?end|\bapp\b|application|\bapi\b|micro ?service|\bweb ?(?:app|server|site)\b|next\.?js|"
        r"node\.?js|spring|django|rails|express",
    ),
)
# Roles that what a lifeline is asked overrules: an application that is checked is a server to who checks it.
_WEAK = ("", "application", "database", "pool")
_WATCHERS = ("load-balancer", "heartbeat")
CHECK = re.compile(
    r"health|\bchecks?\b|\bprobe|\bping\b|heart ?beat|\balive\b|"
    r"\b(?:GET|HEAD|OPTIONS) /(?:\w+/)*(?:health|ready|live|ping|status|primary|master|leader|replica)",
    re.IGNORECASE,
)
_VRRP = re.compile(r"(?i:\bvrrp\b|keepalived|\badvert)|\b(?:to|becomes?|as|enters?) (?:MASTER|BACKUP)\b")
_ASIDE = re.compile(r"\([^()]*\)")
_BREAK = re.compile(r"<br[ \t]*/?>", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)")


@dataclass(frozen=True, slots=True)
class Cast:
    """What a lifeline of a diagram is taken for: its role ('' where none fits), and why."""

    id: str
    label: str
    role: str
    why: str
    place: Place


@dataclass(frozen=True)
class Casting:
    """The roles of all lifelines by diagram and id; `balancers_vote`: load balancers are their own VRRP routers."""

    by_diagram: Mapping[tuple[int, str], Cast]
    balancers_vote: bool = False

    def role(self, said: Said, lifeline: str) -> str:
        """Return the role of a lifeline where a text stands, or ''."""
        return self.in_diagram(said.drawn, lifeline).role if said.drawn else ""

    def in_diagram(self, drawn: Drawn, lifeline: str) -> Cast:
        """Return what a lifeline of a diagram is."""
        return self.by_diagram[id(drawn), lifeline]

    def roles(self, said: Said) -> frozenset[str]:
        """Return the roles of all who have part in a text."""
        if said.drawn is None:
            return roles_named(said.text)
        found = frozenset(self.role(said, name) for name in (*said.senders, *said.receivers)) - {""}
        return found | ({"vrrp-peer"} if "load-balancer" in found and speaks_of_vrrp(said.text) else set())

    @cached_property
    def every(self) -> frozenset[str]:
        """The roles that are drawn at all; a load balancer that is drawn with VRRP is a router, too."""
        found = frozenset(cast.role for cast in self.by_diagram.values()) - {""}
        return found | ({"vrrp-peer"} if self.balancers_vote else set())

    def of(self, role: str) -> tuple[Cast, ...]:
        """Return the lifelines of a role in the order of the page, each id once."""
        found: dict[str, Cast] = {}
        for cast in self.by_diagram.values():
            if cast.role == role:
                found.setdefault(cast.id, cast)
        return tuple(found.values())


def cast_of(paper: Paper) -> Casting:
    """Return the roles of all lifelines of a document."""
    found = {(id(drawn), each.id): _by_words(drawn, each) for drawn, each in paper.participants}
    for drawn, each in paper.participants:
        found[id(drawn), each.id] = _by_endpoints(found[id(drawn), each.id])
    for said in paper.of("message"):
        _by_asking(said, found)
    for key, cast in found.items():
        if not cast.role and (like := _like(cast, found.values())):
            found[key] = replace(cast, role="server", why=f"it is named as '{head_of(like.label)}' is")
    asked = {(cast.id, head_of(cast.label)): cast for cast in found.values() if cast.role == "server"}
    for key, cast in found.items():
        same = asked.get((cast.id, head_of(cast.label)))
        if same and cast.role in _WEAK:
            found[key] = replace(same, label=cast.label, place=cast.place)
    casting = Casting(found)
    voting = any("vrrp-peer" in casting.roles(said) for said in paper.of("note", "message"))
    return replace(casting, balancers_vote=voting)


def speaks_of_vrrp(text: str) -> bool:
    """Say whether a text is about who holds a virtual address."""
    return bool(_VRRP.search(text))


def head_of(label: str) -> str:
    """Return a label as a person says it: on one line, without what stands in brackets."""
    return " ".join(_ASIDE.sub(" ", _BREAK.sub(" ", label)).split())


def roles_named(text: str) -> frozenset[str]:
    """Return the roles that a text of the prose speaks of."""
    return frozenset(role for role, pattern in _WORDS if re.search(pattern, text, re.IGNORECASE))


def _by_words(drawn: Drawn, each: Participant) -> Cast:
    place = each.span.place if each.span.file else drawn.place
    for text in (head_of(each.label), _BREAK.sub(" ", each.label), _CAMEL.sub(" ", each.id)):
        for role, pattern in _WORDS:
            if match := re.search(pattern, text, re.IGNORECASE):
                if role == "application" and re.fullmatch(_WORDS[0][1], each.id, re.IGNORECASE):
                    return Cast(each.id, each.label, "client", f"its id says '{each.id}'", place)
                return Cast(each.id, each.label, role, f"its name says '{match[0]}'", place)
    return Cast(each.id, each.label, "", "", place)


def _like(cast: Cast, others: Iterable[Cast]) -> Cast | None:
    """Return a server that is named as a lifeline is, but for a number or a last word: `Region East`, `Region West`."""
    stem = _stem(cast)
    return next((other for other in others if other.role == "server" and stem and _stem(other) == stem), None)


def _stem(cast: Cast) -> tuple[str, ...]:
    words = re.findall(r"[a-z]+|\d+", head_of(cast.label).lower())
    return tuple(words[:-1])


def _by_endpoints(cast: Cast) -> Cast:
    """Take a lifeline with the addresses of several for a pool of them."""
    from checker.model.phrases import read_phrases

    facts = read_phrases(cast.label, cast.place).facts
    several = sum(f.kind == "endpoint" for f in facts) > 1 or any(f.kind == "names" for f in facts)
    if several and cast.role in _WEAK:
        return Cast(cast.id, cast.label, "pool", "its name lists several", cast.place)
    return cast


def _by_asking(said: Said, found: dict[tuple[int, str], Cast]) -> None:
    """Take for a server whom a load balancer or a checker checks, or a load balancer routes to."""
    if said.drawn is None or said.dotted or said.crossed or said.alone:
        return
    asker, asked = (found[id(said.drawn), name] for name in (said.sender, said.receiver))
    checks = bool(CHECK.search(said.text)) and (asker.role in _WATCHERS or not asker.role)
    routed = asker.role == "load-balancer"
    if asked.role in _WEAK and asked.role != "pool" and (checks or routed):
        why = f"'{head_of(asker.label)}' {'checks' if checks else 'routes to'} it"
        found[id(said.drawn), asked.id] = Cast(asked.id, asked.label, "server", why, asked.place)
