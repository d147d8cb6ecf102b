"""Whose fault it is that a server does not answer: its own, or that of a load balancer which is cut off itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from checker.base.time import Interval
from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.health.reach import both
from checker.conform.health.terms import Term
from checker.logic.truth import Truth

_CUT_OFF = "it may have been cut off itself: no other server answered it in that time"
_SETTLES = "a capture at the switch, or the other load balancer's log"


@dataclass(frozen=True, slots=True)
class Draft:
    """What one process met at one server, and when it surely reached its host, or others."""

    term: Term
    server: str
    stretches: Sequence[Stretch]
    reached: Sequence[Interval]

    @property
    def gone(self) -> list[Interval]:
        """When the server surely did not answer, in the order of time."""
        silent = [Interval(s.lo, s.hi - 1) for s in self.stretches if s.truth is Truth.TRUE]
        return both(silent, self.reached)


def its_own(draft: Draft, shown: Sequence[Interval], network: Belief) -> Iterator[Stretch]:
    """Yield the stretches, those without an answer as they are only where it was `shown` that the server is to blame.

    What shows that wins over a host that was not heard on the `network`: more sources reverse nothing.
    """
    for stretch in draft.stretches:
        if stretch.truth is not Truth.TRUE:
            yield stretch
            continue
        position = stretch.lo
        if next(network.between(position, position)).truth is not Truth.FALSE:
            # The attempt was not answered, whoever is to blame: this is where something is to be found out.
            yield replace(stretch, hi=position + 1)
            position += 1
        for part in both([Interval(position, stretch.hi - 1)] if position < stretch.hi else [], shown):
            yield from _perhaps_cut_off(replace(stretch, lo=position, hi=part.lo), network)
            yield replace(stretch, lo=part.lo, hi=part.hi + 1)
            position = part.hi + 1
        yield from _perhaps_cut_off(replace(stretch, lo=position), network)


def _perhaps_cut_off(stretch: Stretch, network: Belief) -> Iterator[Stretch]:
    for part in network.between(stretch.lo, stretch.hi - 1) if stretch.lo < stretch.hi else ():
        lo, hi = max(stretch.lo, part.lo), min(stretch.hi, part.hi)
        if part.truth is Truth.FALSE:
            yield Stretch(lo, hi, Truth.FALSE, Ground.KNOWN, part.because)
        else:
            yield Stretch(lo, hi, Truth.UNKNOWN, Ground.GAP, stretch.because, _CUT_OFF, _SETTLES)
