"""claimed(vip): the virtual address was acquired, so that from here on somebody is expected to hold it."""

from __future__ import annotations

from collections.abc import Iterator

from checker.base.time import Interval
from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.claims import listening
from checker.conform.defined import basis
from checker.conform.evidence import Evidence
from checker.conform.fluents.fluent import Beliefs, Fluent
from checker.logic.signal import BEGINNING, END, Run, Signal
from checker.logic.truth import Truth

HAD = "forall v: vip. exists h: host. has_address(h, v)"
HELD = "forall v: vip. exists h: host. (has_address(h, v) and on_network(h))"
_NOT_YET = Stretch(BEGINNING, END, Truth.FALSE, Ground.KNOWN)
_VACANT = "nobody held the address when the sources ended"
_SETTLES = "logs and captures that go on for longer"


def _estimate(evidence: Evidence) -> Beliefs:
    known = basis(evidence, ("has_address", "on_network"))
    if known is None:
        return {}
    found: dict[tuple[str, ...], Belief] = {}
    for vip in evidence.contract.vips.values():
        had, held = (known.where(text, {"v": vip.address}) for text in (HAD, HELD))
        found[vip.address,] = Belief.of(_claimed(evidence, had, held, known.span), _NOT_YET)
    return found


def _claimed(evidence: Evidence, had: Signal, held: Signal, span: Interval) -> Iterator[Stretch]:
    acquired = next((r.lo for r in had.runs(span.lo, span.hi + 1) if r.truth is Truth.TRUE), None)
    if acquired is None:
        yield from _never(evidence, had, span)
        return
    end = _last_told(evidence, had, held, Interval(acquired, span.hi))
    yield Stretch(acquired, end, Truth.TRUE, Ground.KNOWN)
    # Not to know who holds it after the sources ended opens no deadline. One that was running is not over by that.
    last = [r for r in held.runs(acquired, end) if r.truth is not Truth.UNKNOWN][-1:]
    if last and last[0].truth is Truth.FALSE:
        yield Stretch(end, END, Truth.UNKNOWN, Ground.GAP, (), _VACANT, _SETTLES)


def _never(evidence: Evidence, had: Signal, span: Interval) -> Iterator[Stretch]:
    """Where all hosts were watched, and none ever had it, somebody should have taken it one takeover after that began.

    A start is no loss: until then nobody owes anything. The second takeover is what any vacancy is granted.
    """
    watched: list[Run] = [r for r in had.runs(span.lo, span.hi + 1) if r.truth is Truth.FALSE][-1:]
    for run in watched:
        since = run.lo + 2 * evidence.contract.duration("vip.takeover")
        if since < run.hi:
            yield Stretch(since, run.hi, Truth.TRUE, Ground.KNOWN)


def _last_told(evidence: Evidence, had: Signal, held: Signal, span: Interval) -> int:
    """The end (exclusive) of what sources tell: of a holder, or of none, or of adverts that a capture listens for."""
    told = [r.hi for r in held.runs(span.lo, span.hi + 1) if r.truth is not Truth.UNKNOWN]
    told += [r.hi for r in had.runs(span.lo, span.hi + 1) if r.truth is Truth.TRUE]
    return max(*told, *(c.hi + 1 for c in listening(evidence)), span.lo + 1)


FLUENT = Fluent(
    "claimed", ("vip",), "the virtual address was acquired, and is expected to be held", _estimate, _NOT_YET, False
)
