"""What the rules of a fragment count, what has to follow, and of which of its steps they speak at all."""

from __future__ import annotations

from collections.abc import Mapping

from checker.base.time import NS_PER_S
from checker.model.chart import Chart, Event
from checker.model.chart_readings import FragmentReading, Trigger
from checker.model.phrases import read_phrases
from checker.model.scenario import DrawnRule, DrawnStep

_AT_LEAST_NS = NS_PER_S


def rules_of(chart: Chart, reading: FragmentReading, steps: Mapping[int, DrawnStep]) -> tuple[DrawnRule, ...]:
    """Return the rules of a fragment of which something can be seen, from top to bottom.

    A rule speaks of the steps of its own lifelines (of those activities) and of the other ends of their messages, from
    where the rule above it ends to where the next begins. In a whole diagram, where nobody can know how far it goes,
    it goes no further than its words.
    """
    triggers = sorted(reading.triggers, key=_end)
    rules = []
    for number, trigger in enumerate(triggers):
        lo = max((_end(t) + 1 for t in triggers[:number]), default=reading.fragment.start)
        hi = min((_begin(t) for t in triggers[number + 1 :]), default=reading.fragment.end)
        hi = min(hi, _end(trigger) + 1) if reading.fragment.kind == "diagram" else hi
        about = [e for e in chart.events[lo:hi] if e.index in steps and steps[e.index].signs]
        rule = _rule(trigger, [e.index for e in _on(_lifelines(chart, trigger), about, chart)], steps)
        rules += [rule] if rule.named or rule.conclusions else []
    return tuple(rules)


def _end(trigger: Trigger) -> int:
    """Return the number of the event that states a rule; a rule in a label stands above its fragment."""
    return trigger.stated.index if trigger.stated else -1


def _begin(trigger: Trigger) -> int:
    return min((e.index for e in (*trigger.events, *([trigger.stated] if trigger.stated else []))), default=0)


def _lifelines(chart: Chart, trigger: Trigger) -> set[str]:
    """Return on which lifelines a rule is: where it counts, and where it is stated (nowhere: everywhere)."""
    stated = trigger.stated
    same = [e for e in chart.events if stated and e.source is stated.source]
    return {chart.events[e.index].lifeline for e in (*trigger.events, *same)}


def _on(lifelines: set[str], events: list[Event], chart: Chart) -> list[Event]:
    """Return the events of some lifelines, and those at the other ends of their messages."""
    if not lifelines:
        return events
    sources = {id(e.source) for e in chart.events if e.lifeline in lifelines}
    return [e for e in events if id(e.source) in sources]


def _rule(trigger: Trigger, about: list[int], steps: Mapping[int, DrawnStep]) -> DrawnRule:
    stated = trigger.stated
    named = tuple(e.index for e in trigger.events if e.index in steps and steps[e.index].signs)
    conclusions = tuple(n for n in about if n not in named and (stated is None or n >= stated.index))
    text, place = (stated.text, stated.place) if stated else (trigger.rule.text, trigger.rule.fact.place)
    values = (v for fact in read_phrases(text, place).facts for n, v in fact.values.items() if n in ("ns", "high_ns"))
    within = max([_AT_LEAST_NS, *(value for value in values if isinstance(value, int))])
    return DrawnRule(trigger.rule.text, trigger.rule.count, named, conclusions, within, tuple({*named, *about}))
