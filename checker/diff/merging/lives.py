"""The lifelines of a merged diagram: those of the new version, and those that are gone beside their neighbours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from itertools import count

from checker.diagram.tree import Participant
from checker.diff.matching.lifelines import Lifelines
from checker.model.merged import Became


@dataclass(frozen=True)
class Lives:
    """The lifelines from left to right, what became of them, and their ids by those of the old version."""

    participants: tuple[Participant, ...]
    became: Mapping[str, Became]
    ids: Mapping[str, str]


def merged_lives(old: tuple[Participant, ...], new: tuple[Participant, ...], lifelines: Lifelines) -> Lives:
    """Return the lifelines of two versions together."""
    olds = {each.id: each for each in old}
    ids = {a: b for b, a in lifelines.old_of.items() if a in olds}
    became = {each.id: Became("added", places=(each.span.place,)) for each in new if each.id in lifelines.added}
    behind: defaultdict[str, list[Participant]] = defaultdict(list)
    taken = {each.id for each in new}
    left = ""
    for each in old:
        if each.id in ids:
            left = ids[each.id]
            continue
        name = ids[each.id] = free(each.id, taken)
        taken.add(name)
        behind[left].append(replace(each, id=name, box=None))
        became[name] = Became("removed", places=(each.span.place,))
    order = [*behind[""], *(one for each in new for one in (each, *_boxed(each, behind[each.id], new)))]
    after = {each.id: each for each in new}
    for a, b in ids.items():
        if b in after and _differs(olds[a], after[b]):
            was = olds[a].label if olds[a].label != after[b].label else ""
            became[b] = Became("changed", was, places=(olds[a].span.place, after[b].span.place))
    return Lives(tuple(order), became, ids)


def _differs(old: Participant, new: Participant) -> bool:
    return (old.id, old.label, old.type) != (new.id, new.label, new.type)


def _boxed(left: Participant, some: list[Participant], new: tuple[Participant, ...]) -> list[Participant]:
    """Return what is put in behind a lifeline, in its box if that goes on behind it."""
    if not some or left.box is None:
        return some
    at = new.index(left) + 1
    goes_on = at < len(new) and new[at].box == left.box
    return [replace(each, box=left.box) for each in some] if goes_on else some


def free(name: str, taken: Collection[str]) -> str:
    """Return a name that is not taken, like the one given."""
    further = (f"{name}_old{'' if n == 1 else n}" for n in count(1))
    return name if name not in taken else next(each for each in further if each not in taken)
