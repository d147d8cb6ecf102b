"""The diagram that requests follow: which event shows which step, and the orders that its runs allow."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from checker.base.bits import bits
from checker.base.errors import InputError
from checker.conform.hosts import Hosts
from checker.conform.scenarios.actors import Actors
from checker.conform.scenarios.binding import Binding
from checker.conform.scenarios.matching import Matcher
from checker.model.chart import Chart
from checker.model.chart_drawing import chart_of
from checker.model.chart_unfold import unfoldings
from checker.model.contract import Contract
from checker.model.contract_diagrams import meanings
from checker.model.contract_events import pattern_of
from checker.model.event import Event, Source
from checker.model.phrases.lines import lines_of
from checker.model.requests import RequestFlow
from checker.model.scenario import Drawing, DrawnRun, DrawnStep
from checker.model.scenario_drawing import drawings, with_activities

# So many combinations of the choices in a diagram are tried; if there are more, not every run is known.
_MOST_RUNS = 256


class Runs(NamedTuple):
    """The runs of a diagram with loops of so many rounds; `all` says whether there are no others."""

    runs: tuple[DrawnRun, ...]
    all: bool


class Use(NamedTuple):
    """One way in which an event shows something: the steps of which it shows one, and the rank of that sign."""

    steps: tuple[int, ...]
    rank: int


@dataclass(frozen=True, slots=True)
class Symbol:
    """What an event is in the diagram: how it shows steps, who did it, and how sure its time is (ns).

    The instant lies between `before` ns before the stamp and `width` after it.
    """

    kind: str
    party: Source
    uses: tuple[Use, ...]
    before: int
    width: int

    @property
    def first(self) -> int:
        """The topmost step that it may show, or -1: of events at one instant the upper one comes first."""
        return min((step for use in self.uses for step in use.steps), default=-1)


@dataclass
class Charted:
    """The diagram of a flow, ready to be compared with requests."""

    contract: Contract
    flow: RequestFlow
    drawing: Drawing
    _matcher: Matcher
    _chart: Chart
    _triggers: frozenset[int]
    _runs: dict[int, Runs] = field(default_factory=dict)

    @property
    def steps(self) -> Mapping[int, DrawnStep]:
        """All that is drawn, by its number."""
        return self.drawing.steps

    def triggers(self, use: Use) -> bool:
        """Say whether an event that shows one of these steps makes its request one that is to follow the diagram."""
        return not self._triggers.isdisjoint(use.steps)

    def symbol(self, event: Event, source: Source, width: int) -> Symbol:
        """Return what an event is whose source goes by this name."""
        named = Event(event.kind, event.time, source, event.args, event.places)
        uses: dict[object, tuple[int, list[int]]] = {}
        before = 0
        for number, step in self.steps.items():
            for rank, sign in enumerate(step.signs):
                if sign.kind == event.kind and self._matcher.matches(sign, named):
                    uses.setdefault((sign, step.lifeline, step.end), (rank, []))[1].append(number)
                    before = max(before, sign.before)
                    break
        found = tuple(Use(tuple(numbers), rank) for rank, numbers in uses.values())
        return Symbol(event.kind, source, found, before, width)

    def runs(self, loops: int) -> Runs:
        """Return the runs that differ in what they show."""
        if loops not in self._runs:
            self._runs[loops] = self._unfolded(loops)
        return self._runs[loops]

    def _unfolded(self, loops: int) -> Runs:
        found: dict[tuple[tuple[int, ...], tuple[int, ...]], None] = {}
        tried = 0
        for order in unfoldings(self._chart, loops=loops, most=_MOST_RUNS + 1):
            tried += 1
            numbers = [event.index for event in order.events]
            kept = [n for n, number in enumerate(numbers) if number in self.steps and self.steps[number].signs]
            position = {old: new for new, old in enumerate(kept)}
            causes = tuple(sum(1 << position[c] for c in bits(order.causes[n]) if c in position) for n in kept)
            found[tuple(numbers[n] for n in kept), causes] = None
        return Runs(tuple(DrawnRun(*each) for each in found), tried <= _MOST_RUNS)


def charted(contract: Contract, flow: RequestFlow, hosts: Hosts) -> Charted:
    """Return the diagram that a flow names; InputError where it cannot be read."""
    found = {label.place: meaning for label, meaning in meanings(contract) if meaning}
    pairs = zip(contract.diagrams, drawings(contract), strict=True)
    drawn, drawing = next(pair for pair in pairs if pair[0].title == flow.diagram)
    chart = with_activities(chart_of(drawn.diagram), drawing.lifelines, found)
    matcher = Matcher(drawing, Binding(), Actors(contract, hosts), lambda _: "")
    return Charted(contract, flow, drawing, matcher, chart, _triggers(flow, drawing))


def _triggers(flow: RequestFlow, drawing: Drawing) -> frozenset[int]:
    """Return the steps of the label that triggers a flow: without one, all of them."""
    if not flow.trigger:
        return frozenset(drawing.steps)
    label = re.compile(pattern_of(flow.trigger))
    lines = {number: lines_of(step.text) for number, step in drawing.steps.items() if step.signs}
    found = frozenset(number for number, each in lines.items() if any(label.match(line.text) for line in each))
    if not found:
        message = f"{flow.id}: no step of '{flow.diagram}' that events show has a label such as '{flow.trigger}'"
        raise InputError(message, flow.place, "a label must fit a line of the text from its start, as under `events`")
    return found


def taken_by(contract: Contract, by: str) -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    """Return the kinds of events that are of requests: the argument that says of which, and those that tell what."""
    kinds = {name for name, kind in contract.own.kinds.items() if by in kind.args}
    telling: dict[str, frozenset[str]] = {}
    for sign in (sign for rule in contract.events for sign in (rule.sign, *rule.others)):
        if sign.kind in kinds:
            telling[sign.kind] = telling.get(sign.kind, frozenset()) | {*sign.args, *sign.said}
    return dict.fromkeys(telling, by), telling
