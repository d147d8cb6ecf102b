"""Labels of fragments: the bounds of loops, and conditions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from checker.diff.change import Change, Rank, Spot
from checker.diff.classifying.texts import Texts, plain_breaks, text_changes
from checker.diff.codes import CHOICE, SAYS_OTHERWISE
from checker.diff.matching.matched import Matched
from checker.diff.reading.plain import likeness, plain, words_of
from checker.model.chart import Fragment

_NUMBER = re.compile(r"\d+")


def loop_changes(matched: Matched) -> Iterator[Change]:
    """Yield the loops whose labels state other bounds: intervals tell all, however large."""
    olds, news = matched.old.chart.fragments, matched.new.chart.fragments
    for b, a in matched.fragments.old_of.items():
        old, new = olds[a], news[b]
        if old.kind == new.kind == "loop" and (old.low, old.high) != (new.low, new.high):
            yield _bounds(old, new)


def label_changes(matched: Matched) -> Iterator[Change]:
    """Yield the labels of matched fragments that say something else."""
    olds, news = matched.old.chart.fragments, matched.new.chart.fragments
    for (b, n), (a, m) in sorted(matched.fragments.parts.items()):
        old, new = olds[a].operands[m], news[b].operands[n]
        if "rect" in (olds[a].kind, news[b].kind) or b == 0 or old.label == new.label:
            continue
        bounded = olds[a].kind == news[b].kind == "loop" and (olds[a].low, olds[a].high) != (0, None)
        if bounded and _NUMBER.sub("#", plain(old.label)) == _NUMBER.sub("#", plain(new.label)):
            continue
        what = f"the label of {'a part of ' if n else ''}{news[b].kind}"
        # The label of a branch of a par is a name: it is no condition.
        named = news[b].kind.startswith("par") and olds[a].kind.startswith("par")
        texts = Texts(what, old.label, new.label, old.place, new.place, matched.lifelines.names, settled=named)
        found = text_changes(texts, counted=not bounded)
        yield from found if named else (_condition(change, old.label, new.label) for change in found)


def _condition(change: Change, old: str, new: str) -> Change:
    """Return the change of a label; one that shares no word with the old one is another condition."""
    if (
        change.rank is not Rank.COSMETIC
        or not (words_of(old) and words_of(new))
        or likeness(words_of(old), words_of(new))
    ):
        return change
    why = "the two share no word, so when its steps happen is another condition"
    return replace(change, code=SAYS_OTHERWISE, rank=Rank.BREAKING, why=why)


def _bounds(old: Fragment, new: Fragment) -> Change:
    before, after = (old.low, old.high), (new.low, new.high)
    says = f"the loop goes round {_rounds(after)}, was {_rounds(before)}"
    spots = Spot(old.place, shown(old)), Spot(new.place, shown(new))
    rank, why = Rank.STRENGTHENING, "fewer numbers of rounds are allowed"
    if not _within(after, before):
        rank, why = Rank.BREAKING, "a number of rounds is allowed that was not"
    return Change(CHOICE, rank, says, why, *spots, "rounds", _rounds(before), _rounds(after))


def _within(inner: tuple[int, int | None], outer: tuple[int, int | None]) -> bool:
    low = inner[0] >= outer[0]
    return low and (outer[1] is None or (inner[1] is not None and inner[1] <= outer[1]))


def _rounds(bounds: tuple[int, int | None]) -> str:
    low, high = bounds
    if high is None:
        return f"at least {low} times" if low else "any number of times"
    return f"{low} times" if low == high else f"{low} to {high} times"


def shown(fragment: Fragment) -> str:
    """Return a fragment as findings call it."""
    return f"{fragment.kind} '{plain_breaks(fragment.label)}'" if fragment.label else fragment.kind
