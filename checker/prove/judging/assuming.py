"""Which assumptions a proof needs: a smallest set, none of which can be left out, and what happens where one is.

Runs teach which assumptions matter: one against the property that is possible under some of them breaks at least one
of the others. So the set grows from nothing, by one assumption a run, until it suffices; what was added although
the run broke another one, too, is then tried without. A run that breaks none is a refutation under all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from checker.prove.judging.result import Counterexample, Needed
from checker.prove.questions.question import Proof, Undecided

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """A run against a property: which further assumptions it breaks, and which it may break, as far as it tells."""

    run: Counterexample
    breaks: frozenset[str]
    perhaps: frozenset[str] = frozenset()


# What is so under some assumptions: proofs of everything, a run against it, or why nobody knows.
Trial = tuple[Proof, ...] | Broken | Undecided


@dataclass(frozen=True, slots=True)
class Minimal:
    """Assumptions that suffice, and the proofs that use no others."""

    needed: tuple[Needed, ...]
    proofs: tuple[Proof, ...]


def minimal(
    names: Sequence[str],
    says: Mapping[str, str],
    trial: Callable[[Names], Trial],
    without: Callable[[Names, tuple[Proof, ...]], Trial] | None = None,
) -> Minimal | Counterexample | Undecided:
    """Return a set of assumptions from which none can be dropped; the run that breaks none of them; or what is unknown.

    Assumptions only forbid: what is possible under more of them is possible under fewer. `without` is asked in place of
    `trial` when proofs are there and one of their assumptions is left out, and need not try as hard.
    """
    kept: dict[str, Counterexample | None] = {}
    answer = trial(())
    while isinstance(answer, Broken):
        chosen = _next(answer, names, kept)
        if chosen is None:
            return answer.run
        kept[chosen] = answer.run if answer.breaks | answer.perhaps == {chosen} else None
        answer = trial(_ordered(names, kept))
    if isinstance(answer, Undecided) and len(kept) < len(names):
        kept = {name: kept.get(name) for name in names}
        answer = trial(tuple(names))
    match answer:
        case Undecided():
            return answer
        case Broken():
            return answer.run
        case _:
            return _shrunk(names, kept, answer, says, without or (lambda fewer, _: trial(fewer)))


def _next(broken: Broken, names: Sequence[str], kept: Mapping[str, object]) -> str | None:
    """Return the assumption to make next: the last that the run is known to break, else one that it may break."""
    left = [name for name in names if name not in kept]
    sure = [name for name in left if name in broken.breaks]
    known = sure or [name for name in left if name in broken.perhaps]
    return known[-1] if known else None


def _ordered(names: Sequence[str], kept: Mapping[str, object]) -> Names:
    return tuple(name for name in names if name in kept)


def _shrunk(
    names: Sequence[str],
    kept: Mapping[str, Counterexample | None],
    proofs: tuple[Proof, ...],
    says: Mapping[str, str],
    without: Callable[[Names, tuple[Proof, ...]], Trial],
) -> Minimal:
    """Try to drop each assumption of which no run has shown yet that it is needed."""
    runs = dict(kept)
    for name in _ordered(names, kept):
        if runs[name] is not None:
            continue
        match without(tuple(each for each in _ordered(names, runs) if each != name), proofs):
            case Broken(run):
                runs[name] = run
            case Undecided():
                continue
            case found:
                proofs = found
                del runs[name]
    return Minimal(tuple(Needed(name, says[name], runs[name]) for name in _ordered(names, runs)), proofs)
