"""What texts of a diagram tell of who it draws: somebody crashed, is back, was marked DOWN, became or stays master.

Only plain statements count. What a text says of what could be, of what a check looks for, or of nobody in particular,
is passed over: a rule that says nothing is better than one that says what is not so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from checker.model.chart import Event
from checker.model.phrases import read_phrases
from checker.model.phrases.lines import lines_of
from checker.prove.diagrams.names import Names, Who

Kind = Literal["crash", "repair", "down", "up", "becomes", "stays"]
Side = Literal["", "leading", "following"]

_MACHINE = r"(?:vm|host|machine|node|power|hardware|rack|zone|datacent(?:er|re))"
_THING = (
    rf"(?:{_MACHINE}|replica|server|instance|container|process|disk|leader|master|primary|broker|database|db|service)"
)
_CRASH = re.compile(
    rf"\b(?:crash(?:es|ed)?|dies|died|(?:is|was|gets) killed|power loss|loses power|goes offline|"
    rf"(?:kernel )?panics|{_THING} (?:failure|fails(?! over)|failed(?! over)|goes down|outage))\b",
    re.IGNORECASE,
)
_NO_CRASH = re.compile(
    r"detect|check|handl|threshold|count|timeout|simulat|recover|restart|graceful|report|\blog|test|drill|"
    r"\b(?:after|on|upon|since|when|once|because|due to)\b.*\b(?:crash|fail|die|outage)",
    re.IGNORECASE,
)
_WHOLE_MACHINE = re.compile(rf"\b{_MACHINE}\b", re.IGNORECASE)
_REPAIR = re.compile(
    r"\b(?:recover(?:s|ed|y|ing)?|re-?start(?:s|ed|ing)?|repair(?:s|ed)?|fix(?:es|ed)?|restor(?:e|es|ed)|"
    r"re-?boot(?:s|ed)?|(?:comes?|is|are) back|back (?:online|up)|re-?join(?:s|ed)?|returns(?! [a-z])|"
    r"starts?|started|boots?|healthy again|heal(?:s|ed)?|replaced|(?:is|are) up)\b",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"\b(?:if|unless|could|can|may|might|would|should|must|typically|usually|configured|never|not|no longer|without|"
    r"or else|in case|whether|until|before|optionally)\b|\?",
    re.IGNORECASE,
)
_LEADING = r"master|leader|active|primary"
_FOLLOWING = r"(?:hot |warm |cold )?(?:backup|follower|standby|passive|secondary|replica|slave)"
_ROLE = rf"(?P<role>(?P<leading>{_LEADING})|{_FOLLOWING})\b"
_BECOMES = re.compile(
    rf"\b(?:becomes?|became|promot(?:es?|ed)(?: (?:self|itself))? (?:to|as)|demot(?:es?|ed)(?: (?:self|itself))? to|"
    rf"(?:enters?|entering|transitions? to|switch(?:es|ed)? to|elected(?: as)?|re-?joins? as|"
    rf"steps? (?:down|up) (?:to|as)|back as|starts? as|returns? as))(?: (?:a|an|the|new|as))* {_ROLE}",
    re.IGNORECASE,
)
_STAYS = re.compile(
    rf"\b(?:continu(?:es?|ing)|stays?|remains?|is still|still|keeps?)(?: (?:as|being|a|an|the|in))* {_ROLE}",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"\bmark(?:s|ed|ing)? (?P<subject>[^()]{1,60}?) (?:as |is )?(?:\w+ly )?"
    r"(?P<state>down|up|unhealthy|healthy|dead|failed|alive)\b",
    re.IGNORECASE,
)
_DOWN = frozenset({"DOWN", "UNHEALTHY", "FAULT", "MAINT", "DEAD", "FAILED"})
_UP = frozenset({"UP", "HEALTHY", "ALIVE"})
_PATH = re.compile(r"(?:\b[a-z][a-z0-9+]*:/)?(?<![\w/])/\S+", re.IGNORECASE)
_CLAUSE = re.compile(r"(?<=[.;!])\s+|\s+-\s+|,\s+(?=but\b|then\b|and\b)")


@dataclass(frozen=True, slots=True)
class Told:
    """One statement: what of whom, by which event, in which words.

    `side` is that of a role. `machine` says that the whole machine is meant. `who` are lifelines; where a text gives
    the name of a machine, all on it.
    """

    kind: Kind
    who: Who
    event: Event
    words: str
    side: Side = ""
    machine: bool = False


def told_in(events: Sequence[Event], names: Names) -> Iterator[Told]:
    """Yield the statements of a diagram in the order of the page."""
    seen: set[int] = set()
    for event in events:
        if id(event.source) in seen or event.kind == "receive" or event.unlinked:
            continue
        seen.add(id(event.source))
        over = frozenset(getattr(event.source, "actors", (event.lifeline,)))
        for line in lines_of(event.text):
            for clause in _CLAUSE.split(line.text):
                if not _SUPPOSED.search(clause):
                    yield from _told(event, over, clause, names)


def told_by(event: Event, kind: str, args: Mapping[str, str], names: Names) -> Iterator[Told]:
    """Yield what an event of the vocabulary tells, as the contract says that a text means it."""
    alone = frozenset({event.lifeline})
    if kind == "server_state":
        state, who = args.get("after", "").upper(), names.spoken_of(args.get("server", ""))
        if who and state in _DOWN | _UP:
            yield Told("down" if state in _DOWN else "up", who, event, event.text)
    elif kind == "vrrp_state" and args.get("state", "").upper() in ("MASTER", "BACKUP"):
        side: Side = "leading" if args["state"].upper() == "MASTER" else "following"
        yield Told("becomes", alone, event, event.text, side)
    elif kind == "process_stopped":
        yield Told("crash", alone, event, event.text)
    elif kind == "process_started":
        yield Told("repair", alone, event, event.text, machine=True)


def unpathed(text: str) -> str:
    """Return a text without its URLs and paths, whose words say nothing: `POST /stream/start` starts no machine."""
    return _PATH.sub("", text)


def _told(event: Event, over: Who, clause: str, names: Names) -> Iterator[Told]:
    alone = event.kind in ("note", "local")
    clause = unpathed(clause)
    spoken = names.spoken_of(clause)
    only = spoken or (over if len(over) == 1 else frozenset())
    crash = _CRASH.search(clause) and not _NO_CRASH.search(clause) and not _REPAIR.search(unpathed(event.text))
    if alone and only and crash:
        yield Told("crash", only, event, clause, machine=bool(_WHOLE_MACHINE.search(clause)))
    if _REPAIR.search(clause):
        # What may be meant is taken as repaired: of it nothing will be said.
        yield Told("repair", spoken | (over if alone else frozenset({event.peer})), event, clause, machine=True)
    if alone:
        yield from _marks(event, clause, names)
        yield from _roles(event, over, clause, names)


def marked(text: str) -> Literal["", "down", "up"]:
    """Return how a text marks somebody: `Mark web1 as DOWN`."""
    match = _MARK.search(text)
    return "" if match is None else "down" if match["state"].upper() in _DOWN else "up"


def _marks(event: Event, clause: str, names: Names) -> Iterator[Told]:
    """Yield the marks, and statements of a state: `web1: UP -> DOWN`, `web1 is DOWN`."""
    facts = (fact for fact in read_phrases(clause, event.place).facts if fact.kind in ("transition", "state"))
    said = [(str(f.values.get("subject", "")), str(f.values.get("after", f.values.get("state", "")))) for f in facts]
    said += [(match["subject"], match["state"]) for match in _MARK.finditer(clause)]
    for subject, state in said:
        who = names.spoken_of(subject)
        if who and state.upper() in _DOWN | _UP:
            yield Told("down" if state.upper() in _DOWN else "up", who, event, clause)


def _roles(event: Event, over: Who, clause: str, names: Names) -> Iterator[Told]:
    pairs: tuple[tuple[Kind, re.Pattern[str]], ...] = (("becomes", _BECOMES), ("stays", _STAYS))
    for kind, pattern in pairs:
        for match in pattern.finditer(clause):
            named = [m.who for m in names.mentions(clause[: match.start()])]
            who = named[-1] if named else over if len(over) == 1 else frozenset()
            if who:
                side: Side = "leading" if match["leading"] else "following"
                yield Told(kind, who, event, match[0], side)
