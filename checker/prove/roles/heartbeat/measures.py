"""How long heartbeat services take to find a fault out, and how long they differ.

Between the fault and the check that decides lie the rounds before it: up to one interval until the first, and for each
failed check its length and, by fixed delay, an interval after it. So with interval P, timeout T and threshold N a
silent replica is DOWN within NP + NT by fixed delay, NP + T by fixed rate; one that refuses, within NP.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.base.time import Interval
from checker.prove.machines.terms import Ref, every, negation
from checker.prove.questions.question import Measure
from checker.prove.roles.heartbeat.settings import Beats, Service
from checker.prove.roles.heartbeat.watching import Watch
from checker.prove.roles.naming import named
from checker.prove.roles.server import REFUSING, SILENT, lives

_UNDER = ("no-flapping", "no-hang", "one-failure-at-a-time", "rounds-begin-on-time", "services-stay-up")
_RULE = "@Scheduled, fixedDelay and fixedRate (Spring Framework)"


def measures(services: Sequence[Service], replicas: Sequence[str], beats: Beats) -> tuple[Measure, ...]:
    """Return the times of one service that watches a replica in which it does not live, and of a pair of them."""
    for replica in replicas:
        watching = [Watch(each, replica, replicas, beats) for each in services if each.home != replica]
        if watching:
            return (*_of_one(watching[0]), *_of_two(watching[:2]))
    return ()


def detected(beats: Beats, count: int, lasting: int) -> Interval | None:
    """Return how long it takes until `count` checks in a row have told of a change, each lasting `lasting` (ns).

    None where answers take time, or by fixed rate a round does not fit into the interval: no closed formula is known.
    """
    if beats.answer or (beats.fixed_rate and beats.timeout > beats.interval):
        return None
    return Interval(*beats.failed(count, lasting))


def _of_one(it: Watch) -> Iterator[Measure]:
    state, whose, beats = Ref(named("server", it.replica)), it.whose, it.beats
    for how, status, lasting in (("refused", REFUSING, 0), ("silent", SILENT, beats.timeout)):
        says = f"from the moment a replica is {how} until {whose[0]} marks it DOWN"
        during = every(it.working, state.is_(status), negation(it.marked))
        expected = detected(beats, beats.fall, lasting)
        under = (*_UNDER, "servers-refuse") if how == "refused" else _UNDER
        yield Measure(f"heartbeat_down_{how}_s", says, during, ("went_down", whose), under, _RULE, expected)
    says = f"from the moment a replica that refused answers again until {whose[0]} marks it UP"
    during = every(it.working, lives(it.replica), it.marked)
    under, expected = (*_UNDER, "servers-refuse"), detected(beats, beats.rise, 0)
    yield Measure("heartbeat_up_s", says, during, ("went_up", whose), under, _RULE, expected)


def _of_two(pair: Sequence[Watch]) -> Iterator[Measure]:
    if len(pair) < 2:
        return
    one, other = pair
    during = every(one.down, other.working, negation(other.marked))
    says = f"from the moment {one.service.name} has a replica DOWN until {other.service.name} has, too"
    expected = Interval(0, one.beats.interval) if detected(one.beats, one.beats.fall, 0) else None
    yield Measure("services_differ_s", says, during, ("went_down", other.whose), _UNDER, _RULE, expected)
