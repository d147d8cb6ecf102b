"""Which lifeline of the new version is which of the old one: by its id, its label, its role, and what it does."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from checker.diagram.tree import Message, Note, Participant
from checker.diff.reading.plain import plain, words_of
from checker.diff.version import Page

# What speaks for a pair, in points; a pair needs so many.
_ID, _LABEL, _ROLE, _COMPONENT, _DEEDS, _PLACE = 3.0, 3.0, 1.0, 2.0, 4.0, 0.5
_ENOUGH = 2.0
# Deeds that are as much alike settle a pair of one id without a look at others.
_SURELY = 0.5
# Beyond so many pairs, only lifelines that stand so near to each other's place are looked at.
_MOST, _NEAR = 20_000, 12


# What is a name and no number or address.
_NAME = re.compile(r"(?=.*[^\W\d])[\w-]+")


@dataclass(frozen=True)
class Lifelines:
    """`old_of` has for each lifeline of the new version that of the old one; what is in neither is new, or gone.

    `names` has for words that name renamed lifelines in new texts the words of the old ones.
    """

    old_of: Mapping[str, str]
    names: Mapping[str, str]
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass
class _Life:
    """What is known of a lifeline: what it does and gets, where it stands, what it is called."""

    participant: Participant
    place: int
    role: str
    component: str
    label: str
    deeds: Counter[tuple[str, str]] = field(default_factory=Counter)


def match_lifelines(old: Page, new: Page) -> Lifelines:
    """Return how the lifelines of two versions of a diagram go together."""
    before, after = _lives(old), _lives(new)
    taken: dict[str, str] = {}
    for name in [name for name in after if name in before]:
        if _alike(before[name].deeds, after[name].deeds) >= _SURELY or len(before) == len(after) == 1:
            taken[name] = name
    used = set(taken.values())
    olds = {b: one for b, one in before.items() if b not in used}
    news = {a: other for a, other in after.items() if a not in taken}
    reach = len(before) + len(after) if len(olds) * len(news) <= _MOST else _NEAR
    scored = [
        (_score(one, other), -abs(one.place - other.place), a, b)
        for b, one in olds.items()
        for a, other in news.items()
        if abs(one.place - other.place) <= reach
    ]
    for score, _, a, b in sorted(scored, key=lambda each: (-each[0], -each[1], each[2], each[3])):
        if score >= _ENOUGH and a not in taken and b not in used:
            taken[a] = b
            used.add(b)
    names = _names({a: b for a, b in taken.items() if a != b or after[a].label != before[b].label}, before, after)
    added = tuple(name for name in after if name not in taken)
    # An id that is taken by another lifeline of the old version must not be confused with it.
    apart = {name: f"{name}\0new" for name in added if name in before}
    return Lifelines({**taken, **apart}, names, added, tuple(name for name in before if name not in used))


def _lives(page: Page) -> dict[str, _Life]:
    found = {
        p.id: _Life(p, n, page.role(p.id), page.component(p.id), plain(p.label))
        for n, p in enumerate(page.drawn.diagram.participants)
    }
    for node in page.drawn.diagram.walk():
        if isinstance(node, Message):
            text = plain(node.text)
            found[node.sender].deeds["sends", text] += 1
            found[node.receiver].deeds["gets", text] += 1
        elif isinstance(node, Note):
            for name in set(node.actors):
                found[name].deeds["notes", plain(node.text)] += 1
    return found


def _alike(one: Counter[tuple[str, str]], other: Counter[tuple[str, str]]) -> float:
    if not one and not other:
        return 0.5
    return (one & other).total() / (one | other).total()


def _score(one: _Life, other: _Life) -> float:
    score = _DEEDS * _alike(one.deeds, other.deeds)
    score += _ID * (one.participant.id == other.participant.id)
    score += _LABEL * (one.label == other.label and bool(one.label) and one.participant.declared)
    score += _PLACE * (one.place == other.place)
    if one.role and other.role:
        score += _ROLE if one.role == other.role else -_ROLE
    if one.component and other.component:
        score += _COMPONENT if one.component == other.component else -_COMPONENT
    return score


def _names(renamed: Mapping[str, str], before: Mapping[str, _Life], after: Mapping[str, _Life]) -> dict[str, str]:
    """Return the words of new names with those of the old ones, where a single word stands for a single word."""
    found: dict[str, str] = {}
    clashes: defaultdict[str, set[str]] = defaultdict(set)
    for a, b in renamed.items():
        news = [words_of(a), words_of(after[a].participant.label)]
        olds = [words_of(b), words_of(before[b].participant.label)]
        for new, old in zip(news, olds, strict=True):
            differing = [(one, other) for one, other in zip(new, old, strict=False) if one != other]
            if len(new) == len(old) and len(differing) == 1 and all(map(_NAME.fullmatch, differing[0])):
                clashes[differing[0][0]].add(differing[0][1])
    common = {word for life in after.values() for word in words_of(life.participant.label)}
    for word, olds_of in clashes.items():
        own = [a for a in renamed if word in words_of(a) or word in words_of(after[a].participant.label)]
        alone = len(own) == 1 and (
            word not in common or len([1 for x in after.values() if word in x.label.split()]) <= 1
        )
        if len(olds_of) == 1 and alone:
            found[word] = next(iter(olds_of))
    return found
