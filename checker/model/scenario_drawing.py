"""From the diagrams of a contract to the scenarios that events are compared with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from checker.base.bits import bits
from checker.base.places import Place
from checker.diagram.tree import Block, Diagram, visits
from checker.model.chart import Chart, Event
from checker.model.chart_drawing import chart_of
from checker.model.chart_readings import FragmentReading, readings
from checker.model.chart_unfold import unfoldings
from checker.model.contract import Contract, Lifeline
from checker.model.contract_diagrams import Drawn, Meaning, meanings
from checker.model.parts import HEARTBEAT, LOAD_BALANCER, VIRTUAL_ADDRESS
from checker.model.scenario import Drawing, DrawnRun, DrawnStep, Scenario
from checker.model.scenario_protocol import impossible
from checker.model.scenario_rules import rules_of
from checker.model.scenario_signs import signs_of

# A load balancer's checks, its answers about itself and its sessions know nothing of each other.
_ACTIVITIES = {"check": "checks", "server_state": "checks", "server_seen": "checks", "poll": "stats"}
# Of the runs of a diagram with alternatives only a few are compared: those that show what the others before do not.
_TRIED_RUNS, _KEPT_RUNS = 64, 4
# Of a longer run only so many steps are compared, and of a longer diagram only the run as drawn.
_LONG = 1000


def drawings(contract: Contract) -> tuple[Drawing, ...]:
    """Return the scenarios of every diagram of a contract; InputError when a diagram cannot be read."""
    found = {label.place: meaning for label, meaning in meanings(contract) if meaning}
    return tuple(_drawing(contract, drawn, found) for drawn in contract.diagrams)


def _drawing(contract: Contract, drawn: Drawn, found: Mapping[Place, Meaning]) -> Drawing:
    chart = chart_of(drawn.diagram)
    lines = {name: contract.lifeline(name, drawn.title) for name in chart.lifelines}
    lifelines = {name: (line.role, _who(line)) if line else ("", "") for name, line in lines.items()}
    steps = {step.number: step for step in _steps(chart, drawn.diagram, lifelines, found)}
    blocks = [v.node for v in visits(drawn.diagram.statements) if v.mark == "open" and isinstance(v.node, Block)]
    active = with_activities(chart, lifelines, found)
    scenarios = []
    for reading in readings(chart, contract):
        number = reading.fragment.index
        if number == 0:
            runs = _runs(active, steps, 0)
        elif reading.reading == "triggered":
            inner = chart_of(replace(drawn.diagram, statements=(blocks[number - 1],)))
            runs = _runs(with_activities(inner, lifelines, found), steps, reading.fragment.start)
        else:
            runs = ()
        scenarios.append(_scenario(active, reading, steps, runs))
    return Drawing(drawn.title, drawn.place, lifelines, steps, tuple(scenarios))


def _who(line: Lifeline) -> str:
    """Return the component that a lifeline is; a heartbeat service only lives in its server, and may be any of them."""
    return line.component if line.role != HEARTBEAT else ""


def _steps(
    chart: Chart, diagram: Diagram, lifelines: Mapping[str, tuple[str, str]], found: Mapping[Place, Meaning]
) -> Iterator[DrawnStep]:
    """Yield what counts as a step: all ends of messages, and notes that mean an event, once each."""
    never = impossible(chart, diagram, lifelines, found)
    noted: set[int] = set()
    places: dict[int, Place] = {}
    for event in chart.events:
        meaning = found.get(event.source.text_span.place)
        if event.kind == "note" and (meaning is None or not _speaks(event, meaning, lifelines, noted)):
            continue
        noted.add(id(event.source))
        role, why = lifelines[event.lifeline][0], never.get(event.index, "")
        reachable = meaning is not None and not why and role != VIRTUAL_ADDRESS
        signs = signs_of(event, meaning, lifelines) if reachable and meaning else ()
        unseen = "" if signs or why else _why_unseen(role, meaning)
        # A sending whose receipt no arrow links to it.
        crossed = event.kind == "send" and event.partner is None
        place = places.setdefault(id(event.source), event.place)
        yield DrawnStep(event.index, event.kind, event.lifeline, event.text, place, signs, unseen, why, crossed)


def _speaks(event: Event, meaning: Meaning, lifelines: Mapping[str, tuple[str, str]], noted: set[int]) -> bool:
    """Say whether a note speaks for this lifeline: the first of those it stands over that its rule is about."""
    wanted = meaning.rule.senders
    return id(event.source) not in noted and (
        not wanted or event.lifeline in wanted or lifelines[event.lifeline][0] in wanted
    )


def _why_unseen(role: str, meaning: Meaning | None) -> str:
    if role == VIRTUAL_ADDRESS:
        return "an address is no process: on the wire there is no such hop, only a host that has the address"
    return "no event that the contract gives shows this end of it" if meaning else "the contract maps it to no event"


def with_activities(chart: Chart, lifelines: Mapping[str, tuple[str, str]], found: Mapping[Place, Meaning]) -> Chart:
    """Return the chart with a lifeline for each activity of a load balancer, which know nothing of each other."""

    def own(name: str, event: Event) -> str:
        meaning = found.get(event.source.text_span.place)
        activity = _ACTIVITIES.get(meaning.rule.kind, "") if meaning else ""
        return f"{name} {activity}" if activity and lifelines.get(name, ("",))[0] == LOAD_BALANCER else name

    events = (replace(e, lifeline=own(e.lifeline, e), peer=own(e.peer, e)) for e in chart.events)
    return replace(chart, events=tuple(events))


def _runs(chart: Chart, steps: Mapping[int, DrawnStep], first: int) -> tuple[DrawnRun, ...]:
    """Return runs that differ in what they show; `first` is the number of the chart's first event in its diagram."""
    runs: list[DrawnRun] = []
    shown: list[set[int]] = []
    for order in unfoldings(chart, most=_TRIED_RUNS if len(chart.events) <= _LONG else 1):
        numbers = [event.index + first for event in order.events]
        kept = [n for n, number in enumerate(numbers) if number in steps and steps[number].signs][:_LONG]
        position = {old: new for new, old in enumerate(kept)}
        mine = {numbers[n] for n in kept}
        if len(runs) == _KEPT_RUNS or any(mine <= others for others in shown):
            continue
        causes = tuple(sum(1 << position[c] for c in bits(order.causes[n]) if c in position) for n in kept)
        runs.append(DrawnRun(tuple(numbers[n] for n in kept), causes))
        shown.append(mine)
    return tuple(runs)


def _scenario(
    chart: Chart, reading: FragmentReading, steps: Mapping[int, DrawnStep], runs: tuple[DrawnRun, ...]
) -> Scenario:
    """Return what is compared of a fragment; `chart` has a lifeline for each activity."""
    fragment = reading.fragment
    inside = tuple(e.index for e in chart.inside(fragment) if e.index in steps)
    own = tuple(e.index for e in chart.own(fragment) if e.index in steps)
    rules = rules_of(chart, reading, steps)
    return Scenario(fragment.place, fragment.kind, reading.reading, reading.reason, inside, own, rules, runs)
