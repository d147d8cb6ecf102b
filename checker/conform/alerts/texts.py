"""What the text of an alert says: of which server or host it speaks, and which state it gives it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from checker.conform.alerts.changes import Change, node_of, states_of
from checker.conform.evidence import Evidence
from checker.logic.truth import Truth
from checker.model.event import Event

_STATES = {
    "DOWN": r"down|fail(?:s|ed|ing|ure)?|unreachable|unhealthy|offline|dead",
    "UP": r"up|back|recover(?:ed|s|y)?|healthy|online|restored",
    "MAINT": r"maint(?:enance)?",
    "DRAIN": r"drain(?:ing|ed)?",
    "NOLB": r"nolb",
}
_STATE = re.compile(r"\b(?:" + "|".join(f"(?P<{s}>{words})" for s, words in _STATES.items()) + r")\b", re.IGNORECASE)
# `UP -> DOWN` and `DOWN (was UP)` both say DOWN.
_FORMER = re.compile(r"\b\w+\s*(?:->|=>|→)|\b(?:was|from|previously|formerly)\W+\w+", re.IGNORECASE)
_DENIED = re.compile(r"\bno longer\b|\bnot\b|n't\b|\bnever\b", re.IGNORECASE)
_MOVE = re.compile(
    r"\bvip\b|migrat|\bmov|fail(?:ed|s)?[ -]?over|take(?:s|n)?[ -]?over|\bactive|\bmaster\b|\bnode\b", re.IGNORECASE
)
_TOWARDS = r"(?:\b(?:to|on|onto|by|at|now)\W+|->\W*|→\W*)(?:(?:the|host|node|server|haproxy)\W+)?"
# `pgb1, pgb2 and pgb3 are DOWN`: what follows the last of a list is said of each of them.
_LISTED = re.compile(r"[\s,;&/+]*(?:and|or)?[\s,;&/+]*", re.IGNORECASE)


@dataclass(frozen=True)
class Names:
    """How texts may call the servers and the load balancers' hosts, by their one name."""

    servers: Mapping[str, frozenset[str]]
    nodes: Mapping[str, frozenset[str]]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds any of them in a text."""
        return _any({name for names in (*self.servers.values(), *self.nodes.values()) for name in names})

    @cached_property
    def subjects(self) -> Mapping[str, str]:
        """Whom a name means."""
        both = {**self.nodes, **self.servers}
        return {name.lower(): subject for subject, names in both.items() for name in names}

    def mentioned(self, text: str) -> list[tuple[int, int, str]]:
        """Return where a text names whom."""
        return [(m.start(), m.end(), self.subjects[m[0].lower()]) for m in self.pattern.finditer(text)]

    def named_by(self, alert: Event) -> bool:
        """Say whether an alert names any of them."""
        return self.pattern.search(f"{alert.args['title']}: {alert.args['message']}") is not None


def names_in(evidence: Evidence) -> Names:
    """Return the names that the contract and the polls give."""
    contract = evidence.contract
    servers = {s.name: {s.name, *s.aliases} for s in contract.servers.values()}
    nodes = {h.name: {h.name, *h.aliases, h.address} for h in contract.hosts.values()}
    for poll in evidence.of("poll"):
        for server in states_of(poll):
            name = server.rpartition("/")[2]
            servers.setdefault(name, set()).add(name)
        if node := node_of(poll, evidence):
            nodes.setdefault(node, set()).update({node, str(poll.args["node"] or poll.args["vip"])})
    return Names(_frozen(servers), _frozen(nodes))


def announces(alert: Event, change: Change, names: Names) -> Truth:
    """Return whether an alert is about a change, by its text; UNKNOWN where that leaves it open."""
    title, message = str(alert.args["title"]), str(alert.args["message"])
    for text in (message, f"{title}: {message}"):
        found = names.mentioned(text)
        if any(subject == change.subject for _, _, subject in found):
            if change.kind == "node":
                return _of_node(f"{title}: {message}", change, names)
            return _of_server(text, title, change, found)
    return Truth.FALSE if names.named_by(alert) else Truth.UNKNOWN


def _of_server(text: str, title: str, change: Change, found: Sequence[tuple[int, int, str]]) -> Truth:
    _, end, _ = next(m for m in found if m[2] == change.subject)
    own = text[end:]
    for start, stop, subject in (m for m in found if m[0] >= end):
        if subject != change.subject and not _LISTED.fullmatch(text[end:start]):
            own = text[end:start]
            break
        end = stop
    said = _states(own)
    if not said and len({subject for _, _, subject in found}) == 1:
        own = text
        said = _states(text) or _states(title)
    if not said or _DENIED.search(own):
        return Truth.UNKNOWN
    if said[0] == change.after:
        return Truth.TRUE
    # A monitor may call all that is not UP DOWN.
    open_ = change.after in said or (said[0] == "DOWN" and change.after != "UP")
    return Truth.UNKNOWN if open_ else Truth.FALSE


def _states(text: str) -> list[str]:
    return [str(m.lastgroup) for m in _STATE.finditer(_FORMER.sub(" ", text))]


def _of_node(text: str, change: Change, names: Names) -> Truth:
    after, before = (
        re.search(_TOWARDS + _any(names.nodes[node]).pattern, text, re.IGNORECASE) is not None
        for node in (change.after, change.before)
    )
    if after or before:
        return Truth.UNKNOWN if after and before else Truth.of(after)
    if change.before in {subject for _, _, subject in names.mentioned(text)}:
        return Truth.UNKNOWN
    if _MOVE.search(text):
        return Truth.TRUE
    return Truth.FALSE if _states(text) else Truth.UNKNOWN


def _any(names: frozenset[str] | set[str]) -> re.Pattern[str]:
    longest = sorted(names, key=lambda n: (-len(n), n))
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, longest)) + r")(?![\w-])", re.IGNORECASE)


def _frozen(names: Mapping[str, set[str]]) -> Mapping[str, frozenset[str]]:
    return {subject: frozenset(filter(None, known)) for subject, known in names.items()}
