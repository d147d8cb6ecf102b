"""Reads a diagram with the words of a contract: which deeds each of its runs draws, in which order, and what it claims.

A message is one deed, at the end of who does or tells it. A request and its answers are told apart where the model
does: of a poll, an alert, a check. A fault strikes all lifelines of its host at once: drawn on one of them, it is in
order with the others.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.base.bits import bits
from checker.base.places import Place
from checker.model.chart import Event
from checker.model.chart_drawing import chart_of
from checker.model.chart_order import Order
from checker.model.chart_readings import Trigger, readings
from checker.model.chart_unfold import unfoldings
from checker.model.contract import Contract
from checker.model.contract_diagrams import Drawn, meanings
from checker.model.parts import LOAD_BALANCER, PARTS
from checker.model.scenario_drawing import with_activities
from checker.prove.diagrams.page import Page
from checker.prove.realising.arrows import HEARTBEAT, MEDIA_SERVER, Arrows, Read
from checker.prove.realising.meaning import Step, word_of
from checker.prove.realising.steps import Claim, Complete, Deed, Lasting, Plan
from checker.prove.realising.words import Sight, Word

# Runs of a diagram with alternatives: those that draw what the ones before do not; loops go round so often.
_TRIED_RUNS, _KEPT_RUNS, _LOOPS = 64, 4, 2
# What a load balancer does by its view, or tells of it.
_FROM_VIEW = frozenset({"assigned", "status_told"})
# Who goes by the name of its lifeline in the model.
_BY_LIFELINE = (HEARTBEAT, MEDIA_SERVER)


def plans(contract: Contract, drawn: Drawn, active: str) -> Iterator[Plan]:
    """Yield the runs of a diagram; `active` is the host of a load balancer that is drawn without saying which."""
    chart = chart_of(drawn.diagram)
    reader = _Reader(contract, drawn, active)
    triggers = tuple(trigger for each in readings(chart, contract) for trigger in each.triggers)
    seen: list[set[int]] = []
    for order in unfoldings(with_activities(chart, reader.lifelines, reader.found), _LOOPS, _TRIED_RUNS):
        plan = reader.plan(order, triggers)
        mine = {deed.source for deed in plan.deeds}
        if len(seen) == _KEPT_RUNS or any(mine <= other for other in seen):
            continue
        seen.append(mine)
        yield plan


class _Reader:
    """Reads the runs of one diagram with the words of a contract."""

    def __init__(self, contract: Contract, drawn: Drawn, active: str) -> None:
        chart = chart_of(drawn.diagram)
        lines = {name: contract.lifeline(name, drawn.title) for name in chart.lifelines}
        self.lifelines = {name: (line.role, line.component) if line else ("", "") for name, line in lines.items()}
        # Labels of heartbeat services and media servers are mapped to what traces show; here their arrows are read.
        streams = any(line.role in (HEARTBEAT, MEDIA_SERVER) for line in contract.lifelines.values())
        self.found = {} if streams else {label.place: meaning for label, meaning in meanings(contract) if meaning}
        self._contract, self._drawn, self._active = contract, drawn, active
        self._arrows = Arrows(Page(contract, drawn, self.found))

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
        return Plan(self._drawn.title, self._drawn.place, tuple(deeds), tuple(causes), claims, left, self._lives())

    def _deed(self, event: Event, noted: set[int]) -> tuple[bool, Deed | None]:
        """Return whether it is said what an event of the chart is, and the deed if this is where it is done.

        The contract says it, by a label; of what it does not map, or maps to what no model does, the arrow may.
        """
        meaning = self.found.get(event.source.text_span.place)
        if meaning:
            read = Read(meaning.rule.kind, meaning.args, self._doer_role(meaning.rule.kind, event))
            found = self._done(event, read, meaning.rule.senders, noted)
            if found[0]:
                return found
        by_arrow = self._arrows.read(event)
        return self._done(event, by_arrow, (), noted, guessed=True) if by_arrow else (False, None)

    def _done(
        self, event: Event, read: Read, senders: tuple[str, ...], noted: set[int], guessed: bool = False
    ) -> tuple[bool, Deed | None]:
        """Return whether the model has a word for what an event is, and the deed if this is where it is done."""
        lifeline = _plain(event.lifeline)
        role, name = self._role(lifeline)
        answers = event.peer not in ("", event.lifeline) and (role != read.doer or event.kind != "send")
        if event.kind == "note":
            if id(event.source) in noted or (senders and not {role, lifeline} & set(senders)):
                return True, None
        elif not self._tells(event, read.doer) or (answers and read.kind == "query"):
            return True, None
        if read.by:
            lifeline, role = read.by, self._role(read.by)[0]
        doer = lifeline if role in _BY_LIFELINE else name or (self._active if role == LOAD_BALANCER else "")
        server = self._contract.server_of(read.args.get("server", ""))
        whose = (doer, server.name if server else "")
        word = word_of(Step(read.kind, read.args, *whose, event.text, role, answers), self._contract)
        if word is None:
            return read.kind == "assigned" and answers, None
        if event.kind == "note":
            noted.add(id(event.source))
        return True, Deed(word, whose, event.text, event.place, _plain(event.lifeline), event.index, guessed)

    def _doer_role(self, kind: str, event: Event) -> str:
        """Return the role of who does a kind of event; checks of heartbeat services are checks, too."""
        mine, other = self._role(event.lifeline)[0], self._role(event.peer)[0]
        role = PARTS[kind].doer.role if kind in PARTS else mine
        return HEARTBEAT if HEARTBEAT in (mine, other) and role not in (mine, other) else role

    def _lives(self) -> frozenset[Word]:
        """Return what comes of faults and repairs that are drawn: a service starts again with its replica."""
        services = [name for name, (role, _) in self.lifelines.items() if role == HEARTBEAT]
        sights = (tuple(Sight("action", verb, (name,)) for verb in ("start", "resume")) for name in services)
        return frozenset(Word("started", each, strikes=True, part="heartbeat") for each in sights)

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
        # One process has one view: what it routes, and what it tells, is in order with what it makes of its checks.
        names = {one.word.name, other.word.name}
        if names & _FROM_VIEW and names & {"went_down", "went_up"}:
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
            if deeds[earlier].word.name in ("counted", "chosen"):
                continue
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
