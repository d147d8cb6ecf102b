"""Proposals for what no shipped role fits: hosts, events, a state, properties and parameters of the system's own.

All of it stands in the file as comments, in the language of docs/own-system.md: what a person takes out of the comment
is a contract that loads. The names are made of the document's words, and are there to be changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from checker.base.places import Place
from checker.logic.syntax import KEYWORDS
from checker.model.own import BLANK
from checker.model.parameters import ADDRESS, OWN_MEASURES
from checker.model.parameters import Value as Amount
from checker.model.phrases import Fact
from checker.model.vocabulary import VOCABULARY
from checker.pipeline.drafting.citing import cite
from checker.pipeline.drafting.draft import Entry, Part, Value
from checker.pipeline.drafting.labels import IDLE, Labels, too_little
from checker.pipeline.drafting.naming import plain
from checker.pipeline.drafting.paper import Paper, Said
from checker.pipeline.drafting.roles import Cast, Casting, head_of

_ABOUT = (
    "Of what no shipped role fits, a contract says everything itself (docs/own-system.md), and a file in formats/ how "
    "its log is read (docs/formats.md). To begin with:"
)
_MOST_EVENTS = 8
_LEADS = "leads"
# Roles of components that may be one of several, of which one leads, though none is drawn as a VRRP router.
_MAY_LEAD = ("database", "application", "server")
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

    @property
    def decides(self) -> bool:
        """Whether it says who leads."""
        return self.gains or self.loses


@dataclass(frozen=True)
class Own:
    """What of a document is the system's own; `read` are the places of texts that mean a known event."""

    paper: Paper
    casting: Casting
    labels: Labels
    read: frozenset[Place]
    system: str

    @property
    def unknown(self) -> tuple[Cast, ...]:
        """The lifelines that no role fits, each id once."""
        known = {cast.id for cast in self.casting.by_diagram.values() if cast.role}
        return tuple(cast for cast in self.casting.of("") if cast.id not in known)

    def program(self, cast: Cast) -> str:
        """Return what the log of a lifeline may be called: its name without what tells it from its like."""
        return re.sub(r"[-_. ]*\d+\Z", "", plain(head_of(cast.label))) or plain(cast.id)

    def prefix(self, said: Said) -> str:
        """Return what a parameter that a text states begins with: who says it, or whom the prose names."""
        by_id = {cast.id: cast for cast in self.unknown}
        mine = [by_id[name] for name in (*said.senders, *said.receivers) if name in by_id]
        if said.kind == "prose":
            mine = [cast for cast in self.unknown if _named(cast, said.text)]
        return re.sub(r"[^a-z0-9-]", "-", self.program(mine[0]) if mine else self.system.lower())

    def add_to(self, part: Part) -> Part:
        """Return a part with the proposals for it."""
        match part.key:
            case "hosts":
                return replace(part, entries=(*part.entries, *self._hosts()))
            case "lifelines":
                return replace(part, entries=tuple(self._lifeline(entry) for entry in part.entries))
            case "events":
                return replace(part, entries=(*part.entries, *self._rules()))
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
        """Return what lifelines without a role do alone or ask for, and who leads of others, each under a name.

        Of many those are kept that decide who leads.
        """
        found: dict[str, Doing] = {}
        for said in self.paper.of("message", "note"):
            if said.dotted or said.crossed or len(set(said.senders)) > 1 or said.place in self.read or not said.drawn:
                continue
            cast = self.casting.in_diagram(said.drawn, said.sender)
            doing = Doing(self._name(said.text), said, self.program(cast))
            aside = said.alone or not self.casting.role(said, said.receiver)
            leading = cast.role in _MAY_LEAD and doing.decides and aside
            if doing.name and (not cast.role or leading):
                found.setdefault(doing.name, doing)
        decisive = [each for each in found.values() if each.decides]
        rest = [each for each in found.values() if not each.decides]
        return sorted([*decisive, *rest][:_MOST_EVENTS], key=lambda each: each.said.number)

    def _name(self, text: str) -> str:
        """Return a name for what a text says: its first words that mean something."""
        line = next(iter(self.labels.lines(text)), "")
        words = [w.lower() for w in _WORDS.findall(line) if w.lower() not in IDLE and len(w) > 1][:3]
        name = "_".join(words)
        return f"{name}_seen" if name in VOCABULARY or name in KEYWORDS or name == _LEADS else name

    def _events(self) -> tuple[Entry, ...]:
        return tuple(
            Entry(
                each.name,
                {
                    "says": BLANK.sub(r"\1", " ".join(line.strip() for line in self.labels.lines(each.said.text))),
                    "with": {"detail": "as logged"},
                    "about": {"node": "host"},
                    "told_by": each.program,
                },
                each.said.place,
                off=True,
            )
            for each in self._doings()
        )

    def _rules(self) -> list[Entry]:
        """Return a rule for the label of each event, the more special before those that would take its label."""
        found: dict[tuple[str, str], Entry] = {}
        for each in self._doings():
            line = next(iter(self.labels.lines(each.said.text)), "").strip()
            named = next((h for cast in self.unknown if line.startswith(f"{(h := head_of(cast.label))} ")), "")
            label = self.labels.label(line[len(named) :], {}, brackets=True)
            label = f"... {label}" if named and not label.startswith("...") else label
            if too_little(label, line):
                continue  # it would take texts that have nothing to do with it
            like = [cast.id for cast in self.unknown if self.program(cast) == each.program] or [each.said.sender]
            rule: dict[str, Value] = {"label": label, "from": like[0] if len(like) == 1 else list(like)}
            found.setdefault((label, like[0]), Entry("", {**rule, "event": each.name}, each.said.place, off=True))
        return sorted(found.values(), key=lambda entry: (_label(entry).startswith("..."), -len(_label(entry))))

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
        programs = {each.program for each in gain}
        # what another program tells would leave open who leads where its log is not at hand
        ended = [each for each in loss if each.program in programs] or loss
        value |= {"clears": _names(ended)} if ended else {}
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


def _label(entry: Entry) -> str:
    return str(entry.value["label"]) if isinstance(entry.value, Mapping) else ""


def _named(cast: Cast, text: str) -> bool:
    """Say whether a text speaks of a lifeline, or of its like, by the first word of its name."""
    word = next(iter(re.findall(r"[A-Za-z]{3,}", head_of(cast.label))), "")
    return bool(word) and re.search(rf"(?<!\w){re.escape(word)}s?(?!\w)", text, re.IGNORECASE) is not None


def own_parameter(paper: Paper, said: Said, fact: Fact, prefix: str) -> Stated | None:
    """Return the parameter of its own that a phrase may state, None where the loader would not read one from it."""
    counts = fact.kind in _COUNTS
    kind = "count" if counts else "duration"
    keys = ("number", "count", "of") if counts else ("high_ns", "ns")
    value = next((fact.values[key] for key in keys if key in fact.values), None)
    found = None if value is None else cite(paper.document, said.place.line, OWN_MEASURES[kind], value, fact.place)
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
    words = [w.lower() for w in _WORDS.findall(before) if w.lower() not in IDLE]
    after = [w.lower() for w in _WORDS.findall(said.text[fact.end :]) if w.lower() not in IDLE]
    return _NAMED.get(fact.kind, "") or "-".join(words[-2:]) or "-".join(after[:2]) or "time"


def _names(doings: Sequence[Doing]) -> Value:
    names = [each.name for each in doings]
    return names[0] if len(names) == 1 else list(names)
