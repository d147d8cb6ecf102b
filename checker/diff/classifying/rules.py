"""Rules of a diagram ("After 3 failures"): what each of them demands, by the fragment in which it is written."""

from __future__ import annotations

from collections.abc import Iterator

from checker.diff.change import Change, Rank, Spot
from checker.diff.codes import RULE_SCOPE
from checker.diff.matching.items import Item
from checker.diff.runs.comparing import Comparing
from checker.model.chart_readings import Trigger, readings

_Scope = tuple[frozenset[int], Trigger]


def rule_changes(comparing: Comparing) -> Iterator[Change]:
    """Yield the rules that demand fewer or more of the steps that both versions draw."""
    matched = comparing.matched
    if matched.skeleton_same and _frames(matched.old_items) == _frames(matched.new_items):
        return
    olds, news = _scopes(comparing, 0), _scopes(comparing, 1)
    back = {b: a for a, b in matched.steps.pairs}
    both_old = frozenset(back.values())
    for number, (after, trigger) in news.items():
        if back.get(number) not in olds:
            continue
        before, old_trigger = olds[back[number]]
        now = frozenset(back[n] for n in after if n in back)
        before &= both_old
        if now != before:
            yield _change(before, now, old_trigger, trigger)


def _frames(items: tuple[Item, ...]) -> list[tuple[int, str]]:
    return [(item.index, item.kind) for item in items if not item.is_step]


def _change(before: frozenset[int], now: frozenset[int], old: Trigger, new: Trigger) -> Change:
    says = f"the rule '{new.rule.text}' speaks of {_steps(now)}, was {_steps(before)}"
    assert old.stated is not None and new.stated is not None
    spots = Spot(old.stated.place, old.stated.text), Spot(new.stated.place, new.stated.text)
    rank, why = Rank.STRENGTHENING, "steps that were an example have to follow it, or to come before it"
    if not before <= now:
        rank, why = Rank.BREAKING, "steps that had to follow it, or to come before it, are an example only"
    return Change(RULE_SCOPE, rank, says, why, *spots, "steps of the rule", str(len(before)), str(len(now)))


def _steps(steps: frozenset[int]) -> str:
    return (
        f"{len(steps)} step{'' if len(steps) == 1 else 's'} of its fragment" if steps else "no step but its own words"
    )


def _scopes(comparing: Comparing, side: int) -> dict[int, _Scope]:
    """Return for each step that states a rule the steps of the fragment that it makes a rule of."""
    page = comparing.matched.old if side == 0 else comparing.matched.new
    items = comparing.matched.old_items if side == 0 else comparing.matched.new_items
    if not any("after" in i.text.lower() or "/" in i.text or "on " in i.text.lower() for i in items if i.is_step):
        return {}
    found: dict[int, _Scope] = {}
    item_of = comparing.sides[side].item_of
    for reading in readings(page.chart, page.contract):
        if reading.reading != "triggered":
            continue
        whole = reading.fragment.index == 0
        inside = () if whole else page.chart.inside(reading.fragment)
        steps = frozenset(item_of[event.index] for event in inside if event.kind != "note")
        for trigger in reading.triggers:
            if trigger.stated is not None:
                found[item_of[trigger.stated.index]] = (steps, trigger)
    return found
