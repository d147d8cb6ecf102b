"""How each fragment of a chart is read: as an example, as a rule, or as what must never happen.

A diagram is an example unless it says otherwise (existential and universal charts: Damm and Harel 2001, "LSCs:
breathing life into message sequence charts"). So a fragment in which a rule is written, such as `After 3 failures`, is
triggered by what the rule names; any other is existential: was it ever seen? Forbidden it is only where its owners say
so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from checker.base.places import Place
from checker.model.chart import Chart, Event, Fragment
from checker.model.chart_rules import Outcome, Rule, rules_in

if TYPE_CHECKING:
    from checker.model.contract import Contract

Reading = Literal["existential", "triggered", "forbidden"]
# What owners say of a fragment, by the file and the line on which it begins.
Said = Mapping[tuple[str, int], Reading]
_NOTHING_SAID: Said = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Trigger:
    """A rule in a fragment, and the drawn events that it names.

    `stated` is the note or message that says it (None: the label of the fragment). `events` are the last ones before
    it that the rule can mean; fewer than `rule.count` when the diagram draws fewer.
    """

    rule: Rule
    stated: Event | None
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class FragmentReading:
    """How a fragment is read, and why, in words to print."""

    fragment: Fragment
    reading: Reading
    reason: str
    triggers: tuple[Trigger, ...] = ()


def readings(chart: Chart, contract: Contract | None = None, said: Said = _NOTHING_SAID) -> tuple[FragmentReading, ...]:
    """Return the reading of each fragment of a chart, the diagram itself first.

    A rule makes the innermost fragment around it triggered, not those around that one: a query drawn before a failure
    is no part of what the failure must lead to. With a contract, events that it maps to checks are told apart by
    whether the check passed; else a crossed arrow is a failure and a receipt a success.
    """
    found: dict[int, list[Trigger]] = {}
    passed = _checks(contract) if contract else {}
    for fragment, trigger in _triggers(chart, passed):
        found.setdefault(fragment.index, []).append(trigger)
    return tuple(_reading(f, tuple(found.get(f.index, ())), said) for f in chart.fragments)


def _reading(fragment: Fragment, triggers: tuple[Trigger, ...], said: Said) -> FragmentReading:
    owners = said.get((fragment.place.file, fragment.place.line))
    if owners:
        return FragmentReading(fragment, owners, f"the contract says that it is {owners}", triggers)
    if not triggers:
        return FragmentReading(fragment, "existential", "no text of it states a rule, so it is an example")
    rule = triggers[0].rule
    return FragmentReading(fragment, "triggered", f"'{rule.text}' on line {rule.fact.place.line} is a rule", triggers)


def _triggers(chart: Chart, passed: Mapping[Place, bool]) -> Iterator[tuple[Fragment, Trigger]]:
    """Yield the rules of the labels of fragments, then those of messages and notes."""
    for fragment in chart.fragments:
        for operand in () if fragment.plain else fragment.operands:
            for rule in rules_in(operand.label, operand.place):
                means = partial(_means, rule.outcome, (), passed)
                named = _named(chart, rule, fragment.parent, fragment.start, means)
                yield fragment, Trigger(rule, None, named)
    for _, of_one in groupby(chart.events, key=lambda event: id(event.source)):
        first, *others = of_one
        # A message is said by who sends it, a note by all that it stands over.
        ends = [first, *others] if first.kind == "note" else [first]
        for rule in rules_in(first.text, first.source.text_span.place):
            means = partial(_means, rule.outcome, tuple(event.lifeline for event in ends), passed)
            named = _named(chart, rule, first.fragment, first.index, means)
            yield chart.fragments[first.fragment], Trigger(rule, first, named)


def _named(chart: Chart, rule: Rule, inside: int, before: int, means: Callable[[Event], bool]) -> tuple[Event, ...]:
    """Return the events above a rule that it names: inside of a fragment, or around it when there are too few."""
    found: list[Event] = []
    upper = before
    while inside >= 0:
        fragment = chart.fragments[inside]
        start = max(operand.start for operand in fragment.operands if operand.start <= before)
        found = [event for event in chart.events[start:upper] if means(event)] + found
        if found and len(found) >= (rule.count or 0):
            break
        upper, inside = min(fragment.start, upper), fragment.parent
    return tuple(found[-rule.count :] if rule.count else found)


def _means(outcome: Outcome, lifelines: tuple[str, ...], passed: Mapping[Place, bool], event: Event) -> bool:
    """Say whether an event is one that a rule on these lifelines (none: on any) counts."""
    if lifelines and event.lifeline not in lifelines:
        return False
    seen = event.kind == "receive" or event.unlinked
    verdict = passed.get(event.source.text_span.place) if event.kind != "note" else None
    if not seen or not outcome:
        return seen
    if verdict is not None:
        return verdict == (outcome == "success")
    return event.unlinked != (outcome == "success")


def _checks(contract: Contract) -> dict[Place, bool]:
    """Return for each message that the contract maps to a check whether the check passed."""
    from checker.model.contract_diagrams import meanings

    found = {}
    for label, meaning in meanings(contract):
        if meaning and meaning.rule.kind == "check" and "passed" in meaning.args:
            found[label.place] = meaning.args["passed"] == "true"
    return found
