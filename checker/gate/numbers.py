"""What a configuration amounts to: how long detection, recovery and takeover take in it, best and worst."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from checker.base.time import Interval
from checker.configs.setting import UnknownValueError
from checker.gate import bounds
from checker.gate.pool.pools import checked_members
from checker.gate.pool.timings import Timing, timing_of
from checker.gate.rule import Site
from checker.gate.streaming.heartbeats import FAILURES, INTERVAL, SUCCESSES, TIMEOUT, Heartbeat, heartbeats
from checker.gate.vrrp.nodes import pairs
from checker.gate.vrrp.takeover import Takeover, designated
from checker.gate.vrrp.takeover_of_process import moves, process_takeover
from checker.gate.vrrp.tracking import trackers

# Nanoseconds, or the least and the greatest number of them.
Number = int | tuple[int, int]
Computed = Callable[[Site], Number | None]


def numbers_of(sites: Iterable[Site]) -> Mapping[str, Number]:
    """Return the numbers of the first of the sites that has each of them, in the order of `COMPUTED`."""
    sites = tuple(sites)
    found = {}
    for name, compute in COMPUTED.items():
        value = next((value for site in sites if (value := _known(compute, site)) is not None), None)
        if value is not None:
            found[name] = value
    return found


def _known(compute: Computed, site: Site) -> Number | None:
    """Return a number, or nothing where the files do not tell all that it depends on: half of them would mislead."""
    with suppress(UnknownValueError):
        return compute(site)
    return None


def _detection(of: Callable[[Timing], Interval]) -> Computed:
    """Return what computes the best and the worst case over all servers that are checked."""

    def compute(site: Site) -> Number | None:
        return _hull(of(timing) for timing in _timings(site))

    return compute


def _timings(site: Site) -> Iterator[Timing]:
    for member in checked_members(site):
        if member.checks.enabled.value:
            yield timing_of(member.checks)


def _hull(intervals: Iterable[Interval]) -> Number | None:
    every = tuple(intervals)
    return (min(each.lo for each in every), max(each.hi for each in every)) if every else None


def _takeover(of: Callable[[Takeover], Number]) -> Computed:
    """Return what computes what follows from a crash of the preferred holder, where its successor is known as well."""

    def compute(site: Site) -> Number | None:
        return next((of(designated(group)) for group in pairs(site)), None)

    return compute


def _after_process_death(site: Site) -> Number | None:
    """Return when the address moves from the preferred holder whose load balancer died, where it moves at all."""
    for group in pairs(site):
        takeover = designated(group)
        holder = takeover.holder
        tracked = trackers(site.contract, holder) if holder else ()
        moving = [process_takeover(takeover, each) for each in tracked if holder and moves(group, holder, each)]
        if moving:
            quickest = min(moving, key=lambda wait: wait.hi)
            return quickest.lo, quickest.hi
    return None


def _heartbeat(names: Sequence[str]) -> Computed:
    """Return what computes how long the heartbeat services take until so many answers in a row are counted."""

    def compute(site: Site) -> Number | None:
        return _hull(bounds.heartbeat(*said) for beat in heartbeats(site) if (said := _said(beat, names)))

    return compute


def _said(beat: Heartbeat, names: Sequence[str]) -> tuple[int, int, int] | None:
    settings = (beat.count(names), beat.time(INTERVAL), beat.time(TIMEOUT))
    threshold, interval, timeout = (setting.value if setting else None for setting in settings)
    return (threshold, interval, timeout) if threshold and interval and timeout else None


COMPUTED: Mapping[str, Computed] = {
    "detect_down_refused_s": _detection(lambda timing: timing.down_refused),
    "detect_down_silent_s": _detection(lambda timing: timing.down_silent),
    "detect_up_s": _detection(lambda timing: timing.up),
    "master_down_interval_s": _takeover(lambda takeover: takeover.master_down),
    "takeover_after_crash_s": _takeover(lambda takeover: (takeover.after_crash.lo, takeover.after_crash.hi)),
    "takeover_after_graceful_stop_s": _takeover(lambda takeover: takeover.after_stop),
    "takeover_after_process_death_s": _after_process_death,
    "heartbeat_down_s": _heartbeat(FAILURES),
    "heartbeat_up_s": _heartbeat(SUCCESSES),
}
