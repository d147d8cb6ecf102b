"""What a diagram draws, as far as a model has words for it: deeds, their causal order, and claims about them.

A message is one deed, at the end of who does or tells it; the answers of an exchange (a poll, a query) belong to its
request. A fault strikes all lifelines of its host at once: drawn on one of them, it is in order with the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from checker.base.bits import bits
from checker.base.places import Place
from checker.diagram.arrows import Head
from checker.diagram.tree import Message
from checker.model.chart import Chart, Event
from checker.model.chart_drawing import chart_of
from checker.model.chart_order import Order
from checker.model.chart_readings import Trigger, readings
from checker.model.chart_unfold import unfoldings
from checker.model.contract import Contract
from checker.model.contract_diagrams import Drawn, meanings
from checker.model.parts import LOAD_BALANCER, PARTS, VRRP_PEER
from checker.model.scenario_drawing import with_activities
from checker.prove.realising.words import Word, word_of

# Runs of a diagram with alternatives: those that draw what the ones before do not; loops go round so often.
_TRIED_RUNS, _KEPT_RUNS, _LOOPS = 64, 4, 2
# Of these a request is answered by others; only the request is something done.
_EXCHANGES = ("poll", "query", "alert_sent", "assigned")


@dataclass(frozen=True, slots=True)
class Deed:
    """A drawn step that the model has a word for. `whose` are who does it and to whom, '' where that is left open.

    `guessed` says that no label of the contract means it: its arrow does, whatever its text.
    """

    word: Word
    whose: tuple[str, str]
    text: str
    place: Place
    lifeline: str
    source: int
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Lasting:
    """A claim of the texts: from one deed to another it takes no less and no more than so long (nanoseconds)."""

    first: int
    last: int
    low: int
    high: int
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Complete:
    """A claim of the drawing: what is counted towards a change of state is drawn, all of it, and from the first on."""

    counted: tuple[int, ...]
    turn: int


Claim = Lasting | Complete


@dataclass(frozen=True, slots=True)
class Plan:
    """One run of a diagram: deeds as on the page, for each the bits of those before it, claims, what has no word.

    `left_out` are faults that the whole diagram draws and this part of it does not: they may strike at any time.
    """

    title: str
    place: Place
    deeds: tuple[Deed, ...]
    causes: tuple[int, ...]
    claims: tuple[Claim, ...]
    unknown: tuple[tuple[Place, str], ...]
    left_out: tuple[Word, ...] = ()


def plans(contract: Contract, drawn: Drawn, active: str) -> Iterator[Plan]:
    """Yield the runs of a diagram; `active` is the host of a load balancer that is drawn without saying which."""
    chart = chart_of(drawn.diagram)
    reader = _Reader(contract, drawn, chart, active)
    triggers = tuple(trigger for each in readings(chart, contract) for trigger in each.triggers)
    seen: list[set[int]] = []
    for order in unfoldings(with_activities(chart, reader.lifelines, reader.found), _LOOPS, _TRIED_RUNS):
        plan = reader.plan(order, triggers)
        mine = {deed.source for deed in plan.deeds}
        if len(seen) == _KEPT_RUNS or any(mine <= other for other in seen):
            continue
        seen.append(mine)
        yield plan


def part_of(plan: Plan, part: str) -> Plan:
    """Return what a plan says of one part of the system, and of the faults that strike it."""
    kept = [n for n, deed in enumerate(plan.deeds) if deed.word.strikes or deed.word.part == part]
    return only(plan, kept)


def only(plan: Plan, kept: list[int]) -> Plan:
    """Return a plan with some of its deeds (their order is transitive), and the claims about them."""
    new = {old: number for number, old in enumerate(kept)}
    causes = tuple(sum(1 << new[c] for c in bits(plan.causes[old]) if c in new) for old in kept)
    claims = tuple(moved for each in plan.claims if (moved := _moved(each, new)))
    gone = tuple(deed.word for number, deed in enumerate(plan.deeds) if deed.word.strikes and number not in new)
    deeds = tuple(plan.deeds[old] for old in kept)
    return replace(plan, deeds=deeds, causes=causes, claims=claims, left_out=(*plan.left_out, *gone))


def _moved(claim: Claim, new: Mapping[int, int]) -> Claim | None:
    match claim:
        case Lasting(first, last, low, high, text, place):
            return Lasting(new[first], new[last], low, high, text, place) if {first, last} <= new.keys() else None
        case Complete(counted, turn):
            whole = turn in new and all(each in new for each in counted)
            return Complete(tuple(new[each] for each in counted), new[turn]) if whole else None


class _Reader:
    """Reads the runs of one diagram with the words of a contract."""

    def __init__(self, contract: Contract, drawn: Drawn, chart: Chart, active: str) -> None:
        lines = {name: contract.lifeline(name, drawn.title) for name in chart.lifelines}
        self.lifelines = {name: (line.role, line.component) if line else ("", "") for name, line in lines.items()}
        self.found = {label.place: meaning for label, meaning in meanings(contract) if meaning}
        self._contract, self._drawn, self._active = contract, drawn, active

    def plan(self, order: Order, triggers: tuple[Trigger, ...]) -> Plan:
        """Return one run of the diagram as deeds."""
        kept: list[int] = []
        deeds: list[Deed] = []
        unknown: dict[Place, str] = {}
        noted: set[int] = set()
        for number, event in enumerate(order.events):
            told, deed = self._deed(event, noted)
            if deed:
                kept.append(number)
                deeds.append(deed)
            elif not told:
                unknown[event.place] = event.text
        kept, deeds = _answered(kept, deeds)
        new = {old: position for position, old in enumerate(kept)}
        causes = [sum(1 << new[c] for c in bits(order.causes[old]) if c in new) for old in kept]
        self._strike(deeds, causes)
        claims: tuple[Claim, ...] = (*_timed(deeds, triggers), *_complete(deeds, causes))
        left = tuple((place, text) for place, text in unknown.items())
        return Plan(self._drawn.title, self._drawn.place, tuple(deeds), tuple(causes), claims, left)

    def _deed(self, event: Event, noted: set[int]) -> tuple[bool, Deed | None]:
        """Return whether the contract says what an event of the chart is, and the deed if this is where it is done."""
        kind, args, senders = self._meaning(event)
        if not kind:
            return False, None
        role, name = self._role(event.lifeline)
        doer_role = PARTS[kind].doer.role if kind in PARTS else role
        if event.kind == "note":
            if id(event.source) in noted or (senders and not {role, _plain(event.lifeline)} & set(senders)):
                return True, None
            noted.add(id(event.source))
        elif not self._tells(event, doer_role) or (kind in _EXCHANGES and self._answers(event, doer_role)):
            return True, None
        doer = name or (self._active if role == LOAD_BALANCER else "")
        server = self._contract.server_of(args.get("server", ""))
        word = word_of(kind, args, doer, server.name if server else "", event.text)
        if word is None:
            return False, None
        whose = (doer, server.name if server else "")
        return True, Deed(
            word, whose, event.text, event.place, _plain(event.lifeline), event.index, not self._mapped(event)
        )

    def _meaning(self, event: Event) -> tuple[str, Mapping[str, str], tuple[str, ...]]:
        """Return the kind of event that a label means, its arguments and who may say it; of some the arrow says it."""
        meaning = self.found.get(event.source.text_span.place)
        if meaning:
            return meaning.rule.kind, meaning.args, meaning.rule.senders
        return (*self._by_arrow(event), ())

    def _mapped(self, event: Event) -> bool:
        return event.source.text_span.place in self.found

    def _by_arrow(self, event: Event) -> tuple[str, Mapping[str, str]]:
        """Return what an arrow is whatever its text: between VRRP routers there is nothing but advertisements."""
        source = event.source
        if not isinstance(source, Message) or event.kind not in ("send", "receive"):
            return "", {}
        both = {self._role(name)[0] for name in (event.lifeline, event.peer)} == {VRRP_PEER}
        if both and source.shape.head != Head.CROSS and not source.shape.dotted:
            return "advert", {}
        return "", {}

    def _role(self, lifeline: str) -> tuple[str, str]:
        return self.lifelines.get(_plain(lifeline), ("", ""))

    def _tells(self, event: Event, doer_role: str) -> bool:
        """Say whether this end of a message is the one at which it is done or told; of two of one role, who sends."""
        mine, other = self._role(event.lifeline)[0], self._role(event.peer)[0]
        if event.peer in ("", event.lifeline):
            return True
        if mine == doer_role and other != doer_role:
            return True
        return event.kind == "send" and not (other == doer_role and mine != doer_role)

    def _answers(self, event: Event, doer_role: str) -> bool:
        """Say whether a message of an exchange is not its request."""
        return self._role(event.lifeline)[0] != doer_role or event.kind != "send"

    def _strike(self, deeds: list[Deed], causes: list[int]) -> None:
        """Put faults in order with what is drawn on lifelines of what they strike, views with what they decide."""
        for number, deed in enumerate(deeds):
            for other in range(number):
                if self._shares(deed, deeds[other]):
                    causes[number] |= 1 << other
        for number in range(len(deeds)):
            for cause in bits(causes[number]):
                causes[number] |= causes[cause]

    def _shares(self, one: Deed, other: Deed) -> bool:
        # One process has one view: what it routes is in order with what it makes of its checks.
        names = {one.word.name, other.word.name}
        if "assigned" in names and names & {"went_down", "went_up"}:
            return one.whose[0] == other.whose[0]
        struck = next((each for each in (one, other) if each.word.strikes), None)
        if struck is None:
            return False
        return bool(struck.whose[0]) and all(self._at(each) == struck.whose[0] for each in (one, other))

    def _at(self, deed: Deed) -> str:
        role, name = self._role(deed.lifeline)
        return name or (self._active if role == LOAD_BALANCER else "")


def _plain(lifeline: str) -> str:
    """Return a lifeline without the activity that is told apart on it."""
    return lifeline.partition(" ")[0]


def _answered(kept: list[int], deeds: list[Deed]) -> tuple[list[int], list[Deed]]:
    """Leave out requests of checks whose results are drawn: they are one thing."""
    out = []
    for number, deed in enumerate(deeds):
        later = (d for d in deeds[number + 1 :] if d.whose == deed.whose and (d.word.counts or d.word.name == "check"))
        answered = next(later, None)
        if deed.word.name == "check" and answered is not None and answered.word.counts:
            out.append(number)
    left = [n for n in range(len(deeds)) if n not in out]
    return [kept[n] for n in left], [deeds[n] for n in left]


def _complete(deeds: list[Deed], causes: list[int]) -> Iterator[Complete]:
    """Yield what is counted towards each change of state: what is of its kind before it, back to anything else."""
    wanted = {"went_down": "check_failed", "went_up": "check_passed"}
    for number, deed in enumerate(deeds):
        if deed.word.name not in wanted:
            continue
        counted: list[int] = []
        for earlier in reversed([n for n in bits(causes[number]) if deeds[n].whose == deed.whose]):
            if deeds[earlier].word.name != wanted[deed.word.name]:
                break
            counted.insert(0, earlier)
        if counted:
            yield Complete(tuple(counted), number)


def _timed(deeds: list[Deed], triggers: tuple[Trigger, ...]) -> Iterator[Lasting]:
    """Yield the times that rules state: from the fault above what they name, else from the first of that."""
    for trigger in triggers:
        values = trigger.rule.fact.values
        low, high = values.get("low_ns", 0), values.get("high_ns", values.get("ns"))
        stated = trigger.stated
        if stated is None or not isinstance(low, int) or not isinstance(high, int):
            continue
        last = next((n for n, deed in enumerate(deeds) if deed.place == stated.place), None)
        named = {event.index for event in trigger.events}
        first = next((n for n, deed in enumerate(deeds) if deed.source in named), last)
        if last is None or first is None:
            continue
        fault = next((n for n in reversed(range(first)) if deeds[n].word.strikes), None)
        start = first if fault is None else fault
        if start != last:
            yield Lasting(start, last, low if fault is not None else 0, high, trigger.rule.text, stated.place)
