"""A number that two texts state of the same thing is the same number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checker.base.finding import Related, Severity
from checker.base.time import show_duration
from checker.model.chart import Event
from checker.model.contract_diagrams import labels_of
from checker.model.parts import VIRTUAL_ADDRESS
from checker.model.phrases import Fact, read_phrases
from checker.prove.diagrams.page import Page, Site
from checker.prove.diagrams.rule import Example, Problem, Rule, related

_GOES_TO = re.compile(r"\b(?:route\w*|forward\w*|connect\w*|send\w*|prox(?:y|ies)|check|query|dial|GET|POST)\b", re.I)
_OF_THE_VIP = re.compile(r"\b(?:VIP|virtual (?:IP|address))\W{1,3}(?:is |= ?)?\Z", re.IGNORECASE)
_HINT = "correct one of the two"


@dataclass(frozen=True, slots=True)
class _Listens:
    """Where the label of a lifeline says that it listens."""

    name: str
    related: Related
    ports: frozenset[int]


def _judge(site: Site) -> Iterator[Problem]:
    for page in site.pages:
        yield from _wrong_targets(page)
        yield from _wrong_vips(page)
        yield from _wrong_periods(page)
    yield from _labels_differ(site)


def _wrong_targets(page: Page) -> Iterator[Problem]:
    """Yield messages that name the port of somebody else than who they go to."""
    listens = {each.name: each for each in _listening(page)}
    for event in page.sends():
        mine = listens.get(event.peer)
        if mine and mine.ports and _GOES_TO.search(event.text):
            for port in _ports(read_phrases(event.text, event.place).facts) - mine.ports:
                other = next((o for o in listens.values() if o.name != event.peer and port in o.ports), None)
                if other:
                    message = f"'{event.text}' goes to {event.peer}, but port {port} is that of {other.name}"
                    yield Problem(event.place, message, event.text, (other.related, mine.related), _HINT)


def _listening(page: Page) -> Iterator[_Listens]:
    for participant in page.drawn.diagram.participants:
        place = participant.span.place
        ports = _ports(read_phrases(participant.label, place).facts)
        yield _Listens(participant.id, Related(place, f"where {participant.id} listens", participant.label), ports)


def _ports(facts: tuple[Fact, ...]) -> frozenset[int]:
    return frozenset(p for fact in facts if fact.kind != "url" and isinstance(p := fact.values.get("port"), int))


def _wrong_vips(page: Page) -> Iterator[Problem]:
    """Yield texts that name a virtual address otherwise than its lifeline does."""
    for participant in page.drawn.diagram.participants:
        if page.role(participant.id) != VIRTUAL_ADDRESS:
            continue
        own = _addresses(participant.label, page, before=None)
        seen: set[int] = set()
        for event in page.chart.events:
            if id(event.source) in seen or not own:
                continue
            seen.add(id(event.source))
            for address in sorted(_addresses(event.text, page, before=_OF_THE_VIP) - own):
                message = f"'{event.text}' says {address} of the virtual address that '{participant.label}' stands for"
                where = Related(participant.span.place, "its address here", participant.label)
                yield Problem(event.place, message, event.text, (where,), _HINT)


def _addresses(text: str, page: Page, before: re.Pattern[str] | None) -> set[str]:
    facts = read_phrases(text, page.drawn.place).facts
    found = (f for f in facts if f.kind == "address" and (before is None or before.search(text[: f.start])))
    return {str(fact.values["address"]) for fact in found}


def _wrong_periods(page: Page) -> Iterator[Problem]:
    """Yield loops that go round at another interval than the note right above them says."""
    for fragment in page.chart.fragments:
        above = page.chart.events[fragment.start - 1] if fragment.kind == "loop" and fragment.start else None
        if above is None or above.kind != "note" or not _lies_beside(page, above, fragment.start):
            continue
        stated, repeated = _period(above.text, page), _period(fragment.label, page)
        if stated and repeated and stated != repeated and fragment.parent == above.fragment:
            message = f"'{fragment.label}' repeats every {show_duration(repeated)}, but the note above it says "
            message += f"every {show_duration(stated)}"
            yield Problem(fragment.place, message, fragment.label, (related(above, "another interval here"),), _HINT)


def _lies_beside(page: Page, note: Event, start: int) -> bool:
    """Say whether the note stands over who begins the loop."""
    first = page.chart.events[start : start + 1]
    return bool(first) and first[0].lifeline in getattr(note.source, "actors", ())


def _period(text: str, page: Page) -> int:
    facts = read_phrases(text, page.drawn.place).facts
    periods = [fact.values.get("ns") for fact in facts if fact.kind == "period"]
    return periods[0] if len(periods) == 1 and isinstance(periods[0], int) else 0


def _labels_differ(site: Site) -> Iterator[Problem]:
    """Yield endpoints such as `pgb1:6432` of which the label of the same lifeline in another diagram says otherwise."""
    first: dict[tuple[str, str], tuple[int, Related]] = {}
    for page in site.pages:
        for label in labels_of(page.drawn):
            facts = label.phrases.facts if label.kind == "alias" else ()
            for fact in facts:
                port = fact.values.get("port")
                if fact.kind == "endpoint" and isinstance(port, int):
                    key = (label.senders[0], str(fact.values["name"]))
                    known, where = first.setdefault(key, (port, Related(label.place, "another port here", label.text)))
                    if known != port:
                        message = (
                            f"'{label.text}' says port {port} of {key[1]}, elsewhere it is {known} ({where.place})"
                        )
                        yield Problem(label.place, message, label.text, (where,), _HINT)


_LABELS = "sequenceDiagram\n    participant A as Web 1 (web1:8081)\n    participant B as Web 2 (web2:8082)\n"
_VIP = """\
hosts: {h: {address: 10.0.0.1}}
vips: {vip: {address: 10.0.0.9, hosts: [h]}}
lifelines: {V: {role: virtual-address, vip: vip}}
"""
_VIP_DRAWN = "sequenceDiagram\n    participant V as Virtual IP (10.0.0.9)\n    K->>V: Claim VIP 10.0.0.%d\n"
_POLLS = (
    "sequenceDiagram\n    Note over M: polls every 10 seconds\n    loop Every %d seconds\n    M->>W: poll\n    end\n"
)

RULE = Rule(
    code="drawn-number-differs",
    severity=Severity.ERROR,
    title="two texts state different numbers of the same thing",
    what="""
A message names the port of another lifeline than it goes to; a text gives a virtual address otherwise than its lifeline
does; a loop repeats at another interval than the note right above it says; or a server has another port in another
diagram.
""",
    why="Configurations are written from such drawings, and one of the two numbers is wrong.",
    fix="Correct one of the two.",
    judge=_judge,
    invalid=(
        Example(_LABELS + "    LB->>A: Route to 10.0.0.5:8082\n", at=(4,)),
        Example(_POLLS % 30, at=(3,)),
        Example(_VIP_DRAWN % 8, at=(3,), contract=_VIP),
    ),
    valid=(
        Example(_LABELS + "    LB->>A: Route to 10.0.0.5:8081\n    LB->>B: Route to 10.0.0.5:8082\n"),
        Example(_POLLS % 10),
        Example(_VIP_DRAWN % 9, contract=_VIP),
    ),
)
