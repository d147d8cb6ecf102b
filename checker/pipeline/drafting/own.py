"""Proposals for what no shipped role fits: hosts, events, a state, properties and parameters of the system's own.

All of it stands in the file as comments, in the language of docs/own-system.md: what a person takes out of the comment
is a contract that loads. The names are made of the document's words, and are there to be changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from checker.logic.syntax import KEYWORDS
from checker.model.parameters import ADDRESS, OWN_MEASURES
from checker.model.parameters import Value as Amount
from checker.model.phrases import Fact
from checker.model.vocabulary import VOCABULARY
from checker.pipeline.drafting.citing import cite
from checker.pipeline.drafting.draft import Entry, Part, Value
from checker.pipeline.drafting.labels import Labels
from checker.pipeline.drafting.naming import plain
from checker.pipeline.drafting.paper import Paper, Said
from checker.pipeline.drafting.roles import Cast, Casting, head_of

_ABOUT = (
    "Of what no shipped role fits, a contract says everything itself (docs/own-system.md), and a file in formats/ how "
    "its log is read (docs/formats.md). To begin with:"
)
_MOST_EVENTS = 8
_LEADS = "leads"
_GAIN = re.compile(
    r"promot|\bbecom|\belect(?:s|ed)\b|acquire[sd]?\b|takes? over|\bleads?\b|(?:starts|begins) leading", re.IGNORECASE
)
# what is only tried
_TRIED = re.compile(r"\b(?:try|tries|attempts?|asks?|requests?|wants?)\b", re.IGNORECASE)
_LOSS = re.compile(
    r"\blos[te]s?\b|expire|steps? down|stops? leading|demot|evict|crash|\bdies\b|\bfails?\b|[+]?[so]down\b|releas|"
    r"resign",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"\b(?:never|no|not)\b[\w ]{0,30}\btwo\b|\bonly one\b|\bexactly one\b|\bat most one\b|"
    r"\bsingle (?:leader|primary|master)|split[ -]?brain",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_IDENTIFIER = re.compile(r"\(([A-Za-z][A-Za-z0-9_-]{2,30})\)|\b([a-z]+(?:[A-Z][a-z]+)+|[a-z]+(?:[-_][a-z]+)+)\b")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_IDLE = frozenset(
    re.findall(
        r"\w+",
        "a about after an and are as at be by each every for has have in is it its least minute minutes most of on or "
        "second seconds self takes than that the to up was with within",
    )
)
_COUNTS = ("term", "fraction", "outcomes")
_NAMED = {"period": "interval", "timeout": "timeout", "bound": "bound", "silence": "silence"}


@dataclass(frozen=True, slots=True)
class Stated:
    """A parameter of the system's own that a phrase may state: its name, its value, and the entry."""

    name: str
    value: Amount
    entry: Entry


@dataclass(frozen=True, slots=True)
class Doing:
    """Something that a lifeline without a role does: a name for it, the text, and what its log may be called."""

    name: str
    said: Said
    program: str

    @property
    def gains(self) -> bool:
        """Whether somebody begins to lead by it."""
        return bool(_GAIN.search(self.said.text)) and not _TRIED.search(self.said.text)

    @property
    def loses(self) -> bool:
        """Whether somebody ends to lead by it."""
        return bool(_LOSS.search(self.said.text))


@dataclass(frozen=True)
class Own:
    """What of a document is the system's own."""

    paper: Paper
    casting: Casting
    labels: Labels

    @property
    def unknown(self) -> tuple[Cast, ...]:
        """The lifelines that no role fits, each id once."""
        known = {cast.id for cast in self.casting.by_diagram.values() if cast.role}
        return tuple(cast for cast in self.casting.of("") if cast.id not in known)

    def program(self, cast: Cast) -> str:
        """Return what the log of a lifeline may be called: its name without what tells it from its like."""
        return re.sub(r"[-_. ]*\d+\Z", "", plain(head_of(cast.label))) or plain(cast.id)

    def several(self, cast: Cast) -> bool:
        """Say whether others are like a lifeline."""
        return sum(self.program(other) == self.program(cast) for other in self.unknown) > 1

    def add_to(self, part: Part) -> Part:
        """Return a part with the proposals for it."""
        match part.key:
            case "hosts":
                return replace(part, entries=(*part.entries, *self._hosts()))
            case "lifelines":
                return replace(part, entries=tuple(self._lifeline(entry) for entry in part.entries))
            case "properties":
                return replace(part, entries=(*part.entries, *self._properties()))
            case _:
                return part

    def defines(self) -> Part:
        """Return the section `defines` as a proposal."""
        events = self._events()
        if not events:
            return Part("defines")
        return Part("defines", _ABOUT, below={"events": events, "fluents": self._fluents()})

    def _hosts(self) -> Iterator[Entry]:
        for cast, address in self._addressed():
            yield Entry(self._host(cast), {"address": address}, cast.place, head_of(cast.label), off=True)

    def _host(self, cast: Cast) -> str:
        """Return a name for the host of a lifeline that no other host goes by."""
        drawn = [each for role in ("load-balancer", "vrrp-peer") for each in self.casting.of(role)]
        taken = {*self.labels.names.hosts.values(), *(plain(head_of(each.label)) for each in drawn)}
        earlier = [plain(each.id) for each in self.unknown[: self.unknown.index(cast)]]
        name = plain(cast.id)
        return f"{name}-{self.unknown.index(cast) + 1}-own" if name in taken or name in earlier else name

    def _addressed(self) -> Iterator[tuple[Cast, dict[str, Value]]]:
        """Yield the lifelines without a role whose names state an address, with its citation."""
        for cast in self.unknown:
            alias = next((s for s in self.paper.of("alias") if s.sender == cast.id and s.text == cast.label), None)
            addresses = {fact.values["address"] for fact in alias.facts("address")} if alias else set()
            if alias and len(addresses) == 1:
                found = cite(self.paper.document, alias.place.line, ADDRESS, addresses.pop())
                if found:
                    yield cast, found

    def _lifeline(self, entry: Entry) -> Entry:
        cast = next((each for each in self.unknown if each.id == entry.name), None)
        if cast is None or not entry.off:
            return entry
        hosts = {each.id for each, _ in self._addressed()}
        where: dict[str, Value] = {"host": self._host(cast)} if cast.id in hosts else {"program": self.program(cast)}
        return replace(entry, value={"role": "application", **where})

    def _doings(self) -> list[Doing]:
        """Return what lifelines without a role do alone or ask for, each under a name of its own.

        Of many those are kept that decide who leads.
        """
        found: dict[str, Doing] = {}
        by_id = {cast.id: cast for cast in self.unknown}
        for said in self.paper.of("message", "note"):
            mine = [by_id[name] for name in said.senders if name in by_id]
            if not mine or said.dotted or said.crossed or len(set(said.senders)) > 1:
                continue
            if name := self._name(said.text):
                found.setdefault(name, Doing(name, said, self.program(mine[0])))
        decisive = [each for each in found.values() if each.gains or each.loses]
        rest = [each for each in found.values() if each not in decisive]
        return sorted([*decisive, *rest][:_MOST_EVENTS], key=lambda each: each.said.number)

    def _name(self, text: str) -> str:
        """Return a name for what a text says: its first words that mean something."""
        line = next(iter(self.labels.lines(text)), "")
        words = [w.lower() for w in _WORDS.findall(line) if w.lower() not in _IDLE and len(w) > 1][:3]
        name = "_".join(words)
        return f"{name}_seen" if name in VOCABULARY or name in KEYWORDS or name == _LEADS else name

    def _events(self) -> tuple[Entry, ...]:
        return tuple(
            Entry(
                each.name,
                {
                    "says": " ".join(line.strip() for line in self.labels.lines(each.said.text)),
                    "with": {"detail": "as logged"},
                    "about": {"node": "host"},
                    "told_by": each.program,
                },
                each.said.place,
                off=True,
            )
            for each in self._doings()
        )

    def _leads(self) -> tuple[list[Doing], list[Doing]]:
        """Return what begins and what ends somebody's lead."""
        doings = self._doings()
        loss = [each for each in doings if each.loses]
        return [each for each in doings if each.gains and each not in loss], loss

    def _fluents(self) -> tuple[Entry, ...]:
        gain, loss = self._leads()
        if not gain:
            return ()
        value: dict[str, Value] = {"says": "a node leads", "about": ["node"], "sets": _names(gain)}
        value |= {"clears": _names(loss)} if loss else {}
        return (Entry(_LEADS, value, gain[0].said.place, off=True),)

    def _properties(self) -> Iterator[Entry]:
        gain, loss = self._leads()
        if not gain:
            return
        promised = next((s for s in self.paper.of("note", "message", "prose") if _ONE.search(s.text)), gain[0].said)
        one: dict[str, Value] = {"line": promised.place.line, "says": "no two nodes lead at once"}
        yield Entry("one-leader", {**one, "at-most-one": "n", "of": f"{_LEADS}(n)"}, promised.place, off=True)
        if loss:
            where = loss[0].said.place
            taken: dict[str, Value] = {"line": where.line, "says": "another node takes over in time"}
            taken |= {"response": f"{gain[0].name}(_)", "to": f"{loss[0].name}(_)", "within": "30s"}
            yield Entry("taken-over-in-time", taken, where, "30s is a guess", off=True)


def own_parameter(paper: Paper, said: Said, fact: Fact, prefix: str) -> Stated | None:
    """Return the parameter of its own that a phrase may state, None where the loader would not read one from it."""
    counts = fact.kind in _COUNTS
    kind = "count" if counts else "duration"
    keys = ("number", "count", "of") if counts else ("high_ns", "ns")
    value = next((fact.values[key] for key in keys if key in fact.values), None)
    found = None if value is None else cite(paper.document, said.place.line, OWN_MEASURES[kind], value)
    if not found or value is None or OWN_MEASURES[kind].doubt(value):
        return None
    name = f"{prefix}.{_word(said, fact)}"
    return Stated(name, value, Entry(name, {"measure": kind, **found}, said.place, fact.text, off=True))


def _word(said: Said, fact: Fact) -> str:
    """Return a word for a number: the name of a setting beside it, else its kind, else the words before it."""
    setting = _IDENTIFIER.search(said.text) if said.kind != "prose" else None
    if setting:
        return _CAMEL.sub("-", setting[1] or setting[2]).lower().replace("_", "-")
    if fact.kind == "term":
        return str(fact.values["what"]).lower()
    before = re.split(r"<br[ \t]*/?>", said.text[: fact.start])[-1]
    words = [w.lower() for w in _WORDS.findall(before) if w.lower() not in _IDLE]
    return _NAMED.get(fact.kind, "") or "-".join(words[-2:]) or "time"


def _names(doings: Sequence[Doing]) -> Value:
    names = [each.name for each in doings]
    return names[0] if len(names) == 1 else list(names)
