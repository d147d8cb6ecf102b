"""Which assumptions a proof needs: a smallest set, none of which can be left out, and what happens where one is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from checker.prove.question import Proof
from checker.prove.result import Counterexample, Needed

# What a trial without an assumption gives: proofs of everything, the run that is then possible, or neither (None).
Trial = tuple[Proof, ...] | Counterexample | None


@dataclass(frozen=True, slots=True)
class Minimal:
    """Assumptions that suffice, and the proofs that use no others."""

    needed: tuple[Needed, ...]
    proofs: tuple[Proof, ...]


def minimal(
    names: Sequence[str], proofs: tuple[Proof, ...], says: Mapping[str, str], trial: Callable[[tuple[str, ...]], Trial]
) -> Minimal:
    """Return a set of assumptions from which none can be dropped, by trying to drop each in turn.

    `proofs` hold under all of `names`. Fewer assumptions allow more runs; so what fails without one while the later
    ones are still made fails without it in the end, too: one pass is enough, and its runs remain runs.
    """
    kept = tuple(names)
    needed: list[Needed] = []
    for name in names:
        fewer = tuple(each for each in kept if each != name)
        match trial(fewer):
            case tuple() as found:
                kept, proofs = fewer, found
            case Counterexample() as run:
                needed.append(Needed(name, says[name], run))
            case None:
                needed.append(Needed(name, says[name], None))
    return Minimal(tuple(needed), proofs)
