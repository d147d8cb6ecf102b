"""Rules of a diagram ("After 3 failures"): what each of them demands, by the fragment in which it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.diff.change import Change, Rank, Spot
from checker.diff.codes import RULE_SCOPE
from checker.diff.matching.items import Item
from checker.diff.matching.matched import Matched
from checker.diff.runs.comparing import Comparing
from checker.model.chart_rules import Rule, rules_in

# The steps of a rule, and the step that states it.
_Scope = tuple[frozenset[int], Item]
_MAY_BE_RULE = re.compile(r"\b(?:after|upon|on)\b|threshold|/", re.IGNORECASE)


def rule_changes(comparing: Comparing) -> Iterator[Change]:
    """Yield the rules that demand fewer or more of the steps that both versions draw."""
    matched = comparing.matched
    if matched.skeleton_same and _frames(matched.old_items) == _frames(matched.new_items):
        return
    olds, news = _scopes(matched, 0), _scopes(matched, 1)
    back = {b: a for a, b in matched.steps.pairs}
    both_old = frozenset(back.values())
    for number, (after, new) in news.items():
        if back.get(number) not in olds:
            continue
        before, old = olds[back[number]]
        now = frozenset(back[n] for n in after if n in back)
        before &= both_old
        if now != before:
            yield _change(before, now, old, new)


def _frames(items: tuple[Item, ...]) -> list[tuple[int, str]]:
    return [(item.index, item.kind) for item in items if not item.is_step]


def _change(before: frozenset[int], now: frozenset[int], old: Item, new: Item) -> Change:
    says = f"the rule '{_rules(new)[0].text}' speaks of {_steps(now)}, was {_steps(before)}"
    spots = Spot(old.place, old.text), Spot(new.place, new.text)
    rank, why = Rank.STRENGTHENING, "steps that were an example have to follow it, or to come before it"
    if not before <= now:
        rank, why = Rank.BREAKING, "steps that had to follow it, or to come before it, are an example only"
    return Change(RULE_SCOPE, rank, says, why, *spots, "steps of the rule", str(len(before)), str(len(now)))


def _steps(steps: frozenset[int]) -> str:
    return (
        f"{len(steps)} step{'' if len(steps) == 1 else 's'} of its fragment" if steps else "no step but its own words"
    )


def _scopes(matched: Matched, side: int) -> dict[int, _Scope]:
    """Return for each step that states a rule the messages of the innermost fragment around it (of none: no steps).

    That is the fragment which is read as triggered (docs/charts.md).
    """
    items = matched.old_items if side == 0 else matched.new_items
    homes = matched.homes[side]
    found: dict[int, _Scope] = {}
    for item in items:
        if item.is_step and _rules(item):
            around = homes[item.index][:1]
            inside = (i for i, parts in homes.items() if around and any(f == around[0][0] for f, _ in parts))
            steps = frozenset(i for i in inside if items[i].kind == "message" and i != item.index)
            found[item.index] = (steps, item)
    return found


def _rules(item: Item) -> tuple[Rule, ...]:
    """Return the rules that a step states; most texts show at a glance that they state none."""
    if not _MAY_BE_RULE.search(item.text) or not any(map(str.isdigit, item.text)):
        return ()
    return rules_in(item.text, item.place)
