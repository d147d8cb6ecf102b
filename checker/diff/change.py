"""One change between two versions, as data: what it is, what it does to the promises, both places, both values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from checker.base.places import Place
from checker.model.chart import Event


class Rank(StrEnum):
    """What a change does to what was promised.

    Breaking: a promise is weakened, or something is allowed that was not. Strengthening: more is promised, so that what
    kept the old promise (a configuration, say) may not keep the new one. Compatible: the meaning changed and no promise
    did. Cosmetic: the meaning is the same.
    """

    BREAKING = "breaking"
    STRENGTHENING = "strengthening"
    COMPATIBLE = "compatible"
    COSMETIC = "cosmetic"

    @property
    def weight(self) -> int:
        """How grave it is: 0 is the gravest."""
        return tuple(Rank).index(self)


def gravest(ranks: Iterable[Rank]) -> Rank:
    """Return the gravest of some ranks; of none it is cosmetic."""
    return min(ranks, key=lambda rank: rank.weight, default=Rank.COSMETIC)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in one version, and the line or text there."""

    place: Place
    text: str = ""


@dataclass(frozen=True, slots=True)
class RunStep:
    """One step of a run that one version allows and the other does not.

    `event` is what happens (None: what is said of further steps), `decides` says that the other version has it not.
    """

    place: Place
    says: str
    event: Event | None = field(default=None, compare=False, repr=False)
    decides: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Change:
    """A change: its code, its rank, a sentence, why it has its rank, and where it stands in either version.

    `old` or `new` is None where there is nothing in that version. Values are as people write them, units in them. `key`
    names what has the value, such as `down.within`. `run` shows what is newly allowed, or no longer.
    """

    code: str
    rank: Rank
    says: str
    why: str
    old: Spot | None = None
    new: Spot | None = None
    key: str = ""
    before: str = ""
    after: str = ""
    run: tuple[RunStep, ...] = ()
    run_of: str = ""
