"""VRRP: the clock of keepalived's log, and that of the capture which heard what the log tells of."""

from __future__ import annotations

from collections.abc import Iterator

from checker.base.time import NS_PER_MS, Interval
from checker.conform.agreement.pair import CLOCKS_NS, Disagreement, Fetch, Pair, told
from checker.conform.evidence import ClockOffset, Evidence
from checker.conform.words import span

_STEP_NS = 10 * NS_PER_MS


def _compare(evidence: Evidence, fetch: Fetch) -> Iterator[Disagreement]:
    for off in evidence.offsets:
        if min(abs(off.by.lo), abs(off.by.hi)) > CLOCKS_NS:
            yield _disagreement(off)


def _disagreement(off: ClockOffset) -> Disagreement:
    # What is known to some 20 ms is told in steps of 10.
    middle = round((off.by.lo + off.by.hi) / 2 / _STEP_NS) * _STEP_NS
    unsure = -(-max(abs(off.by.lo - middle), abs(off.by.hi - middle)) // NS_PER_MS)
    side = "ahead of" if middle > 0 else "behind"
    if off.clock == "capture":
        message = f"the clock of the capture is {span(abs(middle))} {side} those of the hosts that it heard"
    else:
        message = f"keepalived's log of {off.clock} is {span(abs(middle))} {side} what the capture heard of that host"
    hint = f"a clock is off: if that of {off.clock} is, --clock {off.clock}={-middle // NS_PER_MS:+d}ms±{unsure}ms"
    places = (told(off.frame, "the capture hears the announcement"), told(off.line, "the log tells of it"))
    hull = Interval(min(off.line.time.lo, off.frame.time.lo), max(off.line.time.hi, off.frame.time.hi))
    return Disagreement(message, hint, places, hull)


PAIR = Pair(frozenset({"keepalived", "capture"}), ("single-vip-holder", "vip-always-held", "no-failback"), _compare)
