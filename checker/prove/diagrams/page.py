"""One diagram made ready for rules: its chart, its order, who its texts speak of, and what they tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from checker.base.places import Place
from checker.diagram.arrows import Head
from checker.diagram.tree import Message
from checker.model.chart import Chart, Event, Fragment
from checker.model.chart_drawing import chart_of
from checker.model.chart_order import Order
from checker.model.chart_unfold import flattened
from checker.model.contract import Contract
from checker.model.contract_diagrams import Drawn, Meaning, meanings
from checker.model.parts import SERVER
from checker.prove.diagrams.names import Names, names_in
from checker.prove.diagrams.telling import Told, told_by, told_in

# Fragments whose parts need not be taken.
_CONDITIONAL = frozenset({"alt", "opt", "break", "critical"})


@dataclass(frozen=True)
class Page:
    """A diagram of a contract. `meaning` has what the contract says of its labels, by their places."""

    contract: Contract
    drawn: Drawn
    meaning: Mapping[Place, Meaning]

    @cached_property
    def chart(self) -> Chart:
        """The events of the diagram."""
        return chart_of(self.drawn.diagram)

    @cached_property
    def order(self) -> Order:
        """Their causal order, alternatives one after the other; its numbers are those of the chart's events."""
        return flattened(self.chart)

    @cached_property
    def names(self) -> Names:
        """The names of the lifelines."""
        return names_in(self.contract, self.drawn)

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """What texts tell of crashes, repairs, marks and roles, in the order of the page."""
        said = list(told_in(self.chart.events, self.names))
        known = {(each.kind, each.event.index) for each in said}
        meant = (each for event in self.chart.events for each in self._meant(event))
        said += [each for each in meant if (each.kind, each.event.index) not in known]
        return tuple(sorted(said, key=lambda each: each.event.index))

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The label of each lifeline."""
        return {p.id: p.label for p in self.drawn.diagram.participants}

    @cached_property
    def homes(self) -> Mapping[str, str]:
        """The lifelines that live in another one, by the contract or by their labels (`Heartbeat (Primary)`)."""
        found = ((name, self._home(name)) for name in self.chart.lifelines)
        return {name: home for name, home in found if home}

    def _home(self, name: str) -> str:
        line = self.contract.lifeline(name, self.drawn.title)
        if line and line.server and line.role != SERVER:
            servers = (other for other in self.chart.lifelines if self._is_server(other, line.server))
            return next(servers, "")
        for aside in self.names.asides.get(name, ()):
            mentions = self.names.mentions(aside)
            if len(mentions) == 1 and mentions[0].end - mentions[0].start == len(aside.strip()):
                return next(iter(mentions[0].who - {name}), "") if len(mentions[0].who) == 1 else ""
        return ""

    def _is_server(self, lifeline: str, server: str) -> bool:
        line = self.contract.lifeline(lifeline, self.drawn.title)
        return bool(line and line.role == SERVER and line.server == server)

    def _meant(self, event: Event) -> Iterator[Told]:
        """Yield what a text tells by the contract, in whatever words."""
        meaning = self.meaning.get(event.source.text_span.place)
        if meaning and event.kind in ("note", "local") and not event.unlinked:
            yield from told_by(event, meaning.rule.kind, meaning.args, self.names)

    def role(self, lifeline: str) -> str:
        """Return what the contract says that a lifeline is, or ''."""
        line = self.contract.lifeline(lifeline, self.drawn.title)
        return line.role if line else ""

    def kind(self, event: Event) -> str:
        """Return the kind of event that a label means by the contract, or ''."""
        meaning = self.meaning.get(event.source.text_span.place)
        return meaning.rule.kind if meaning else ""

    def sends(self) -> Iterator[Event]:
        """Yield the sendings of messages that arrive."""
        return (e for e in self.chart.events if e.kind == "send" and not crossed(e))

    def repeated(self, event: Event) -> bool:
        """Say whether an event stands in a loop."""
        fragment = self.chart.fragments[event.fragment]
        return fragment.repeated or fragment.kind == "loop"

    def loops_around(self, event: Event) -> tuple[str, ...]:
        """Return the labels of the loops that an event stands in, the innermost first."""
        return tuple(fragment.label for fragment, _ in self._around(event.index) if fragment.kind == "loop")

    def possible(self, first: int, second: int) -> bool:
        """Say whether one event can be followed by another one that is drawn below it, whatever is chosen.

        Where each stands in a choice that the other is no part of, nobody said that both choices fall together.
        """
        if first >= second:
            return False
        one, other = self._choices(first), self._choices(second)
        return (one <= other or other <= one) and not self._broken_off(first, second)

    def _choices(self, number: int) -> frozenset[tuple[int, int]]:
        return frozenset(
            (fragment.index, operand)
            for fragment, operand in self._around(number)
            if fragment.kind in _CONDITIONAL and (fragment.kind != "critical" or operand)
        )

    def _around(self, number: int) -> Iterator[tuple[Fragment, int]]:
        """Yield the fragments around an event and the part of each that it stands in, the innermost first."""
        event = self.chart.events[number]
        at, operand = event.fragment, event.operand
        while at >= 0:
            fragment = self.chart.fragments[at]
            yield fragment, operand
            at, operand = fragment.parent, fragment.operand

    def _broken_off(self, first: int, second: int) -> bool:
        """Say whether the first stands in a `break` that skips the second."""
        for fragment, _ in self._around(first):
            if fragment.kind == "break" and second >= fragment.end:
                around = self.chart.fragments[fragment.parent]
                while around.kind == "rect":
                    around = self.chart.fragments[around.parent]
                if second < around.end:
                    return True
        return False


@dataclass(frozen=True)
class Site:
    """What rules look at: a contract, and its diagrams."""

    contract: Contract
    pages: tuple[Page, ...]


def hears(event: Event) -> bool:
    """Say whether a lifeline learns something: it gets a message, or sees its own timeout or error."""
    return event.kind == "receive" or event.unlinked


def crossed(event: Event) -> bool:
    """Say whether an event is an end of a crossed arrow: what does not arrive."""
    return isinstance(event.source, Message) and event.source.shape.head == Head.CROSS


def dotted(event: Event) -> bool:
    """Say whether an event is an end of a dotted arrow, as answers are drawn."""
    return isinstance(event.source, Message) and event.source.shape.dotted


def site_of(contract: Contract) -> Site:
    """Return the diagrams of a contract, ready for rules; InputError when one cannot be read."""
    found = {label.place: meaning for label, meaning in meanings(contract) if meaning}
    return Site(contract, tuple(Page(contract, drawn, found) for drawn in contract.diagrams))
