"""How long detection, recovery and takeover take: best and worst case, in nanoseconds.

The formulas follow from how the components schedule: HAProxy starts the next check `interval` after the last one
ended (check.c), so that n checks hold n - 1 intervals and n durations, and a fault falls anywhere in the interval
before the first of them. A VRRP backup waits down_adverts x interval + skew after the last advertisement it heard
(RFC 3768 6.1 and RFC 5798 6.1), of which the dead master has used up to one interval.
"""

from __future__ import annotations

from checker.base.time import NS_PER_S, Interval


def detect_down(fall: int, inter: int, fastinter: int, failing: int, spread: int = 0) -> Interval:
    """Return how long a server is dead before it is DOWN; `failing` is how long one failing check lasts.

    `spread` is `spread-checks`: each interval is up to so many percent shorter or longer.
    """
    between, lasting = (fall - 1) * fastinter, fall * failing
    return Interval(lasting + _shorter(between, spread), lasting + _longer(inter + between, spread))


def detect_up(rise: int, downinter: int, fastinter: int, spread: int = 0) -> Interval:
    """Return how long a server answers before it is UP, checks that succeed at once."""
    between = (rise - 1) * fastinter
    return Interval(_shorter(between, spread), _longer(downinter + between, spread))


def silent_check(inter: int, connect: int | None, check: int | None) -> int:
    """Return how long a check lasts whose connection is never answered.

    Without `timeout check` the whole check may take `inter`; with it the connection may take `timeout connect`, but
    no longer than `inter` (configuration manual 4.2, timeout check).
    """
    if check is None:
        return inter
    return min(inter, connect) if connect is not None else inter


def hanging_check(inter: int, check: int | None) -> int:
    """Return how long a check lasts whose connection is accepted at once, and that is never answered."""
    return inter if check is None else check


def heartbeat(threshold: int, interval: int, timeout: int) -> Interval:
    """Return how long a service that asks every `interval` takes to count so many answers of a kind.

    At best it asks at once and is answered at once; at worst it has just asked, each answer takes the whole timeout,
    and the interval is counted from the end of one request to the start of the next (Spring's fixedDelay).
    """
    return Interval((threshold - 1) * interval, threshold * (interval + timeout))


def skew(version: int, priority: int, advert: int) -> int:
    """Return the skew time of a backup: (256 - priority)/256 seconds (VRRPv2) or intervals (VRRPv3)."""
    return (256 - priority) * (advert if version == 3 else NS_PER_S) // 256


def master_down(version: int, priority: int, advert: int, down_adverts: int) -> int:
    """Return how long a backup waits without an advertisement before it takes over."""
    return down_adverts * advert + skew(version, priority, advert)


def takeover_after_crash(version: int, priority: int, advert: int, down_adverts: int) -> Interval:
    """Return how long nobody holds the address after its holder crashed."""
    longest = master_down(version, priority, advert, down_adverts)
    return Interval(longest - advert, longest)


def takeover_after_script(fall: int, interval: int, timeout: int, wait: int) -> Interval:
    """Return how long a dead process keeps the address, and then `wait` (the skew, or the master-down interval)."""
    return Interval((fall - 1) * interval + wait, fall * interval + timeout + wait)


def _shorter(ns: int, percent: int) -> int:
    return ns * (100 - min(percent, 100)) // 100


def _longer(ns: int, percent: int) -> int:
    return -(-ns * (100 + percent) // 100)
