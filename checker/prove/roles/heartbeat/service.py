"""A heartbeat service: rounds of checks on its schedule, and its life, in a replica or by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checker.prove.machines.machine import (
    ELAPSED,
    Action,
    Atom,
    Clock,
    Deadline,
    Machine,
    Range,
    Shown,
    Variable,
    enumeration,
    variables,
)
from checker.prove.machines.terms import (
    FALSE,
    AtMost,
    Choose,
    Name,
    Number,
    Ref,
    Term,
    Time,
    every,
    implies,
    negation,
    some,
)
from checker.prove.roles.heartbeat.lemmas import hints_of_view
from checker.prove.roles.heartbeat.settings import Beats, Service
from checker.prove.roles.heartbeat.watching import (
    DUE,
    FROZEN,
    OFF,
    RESTING,
    Updates,
    Watch,
    anew,
    due,
    fluents_of_view,
    results,
    variables_of_view,
    waits_for,
)
from checker.prove.roles.naming import named
from checker.prove.roles.server import SILENT, changes, lives

ASSUMPTIONS: Mapping[str, str] = {
    "rounds-begin-on-time": "the scheduler of a heartbeat service begins its rounds when they are due",
    "services-stay-up": "no heartbeat service ends by itself",
}

_SCHEDULE = "Spring Framework, @Scheduled: fixedDelay and fixedRate"


def service(it: Service, replicas: Sequence[str], beats: Beats) -> Machine:
    """Return a heartbeat service; it reads the machines of the replicas and takes part in their changes."""
    watches = {replica: Watch(it, replica, replicas, beats) for replica in replicas}
    first = watches[replicas[0]]
    rounds = (
        action
        for number, replica in enumerate(replicas)
        for action in results(watches[replica], _after(first, replicas, number), last=number == len(replicas) - 1)
    )
    return Machine(
        variables=variables(*_variables(first), *(v for each in watches.values() for v in variables_of_view(each))),
        actions=(_begin(first), *rounds, *_life(first, tuple(watches.values()))),
        deadlines=(*_schedule(first), *(Deadline(due(each)) for each in watches.values())),
        fluents=_fluents(first, tuple(watches.values())),
        sorts={"observer": (it.name,), "server": tuple(replicas)},
        starts=(_clock(first).within(beats.interval),),
        hints=(*_hints(first), *(hint for each in watches.values() for hint in hints_of_view(each))),
    )


def _variables(it: Watch) -> Iterator[Variable]:
    """Yield what a service has besides its views: at the start it rests, since any time."""
    name = it.service.name
    yield Variable(
        it.cursor.variable,
        enumeration(RESTING, DUE, OFF, FROZEN, *it.replicas, *map(waits_for, it.replicas)),
        Name(RESTING),
    )
    yield Variable(it.timer.variable, Clock(), None)
    if it.beats.fixed_rate:
        yield Variable(_clock(it).variable, Clock(), None)
    yield Variable(named("index", name), Range(0, len(it.replicas) - 1), Number(0))


def _clock(it: Watch) -> Ref:
    """Return the clock by which rounds begin: since the last one ended, or began."""
    return Ref(named("round", it.service.name)) if it.beats.fixed_rate else it.timer


def _schedule(it: Watch) -> tuple[Deadline, ...]:
    resting = implies(it.cursor.is_(RESTING), _clock(it).within(it.beats.interval))
    return tuple(
        Deadline(term, "rounds-begin-on-time") for term in (resting, implies(it.cursor.is_(DUE), it.timer.within(0)))
    )


def _begin(it: Watch) -> Action:
    """Return the beginning of a round: of the check of the first replica."""
    over = every(it.cursor.is_(RESTING), _clock(it).since(it.beats.interval))
    clocks: Updates = {it.timer.variable: Time(0), _clock(it).variable: Time(0)}
    return Action(
        name=named("begin", it.service.name),
        guard=some(over, it.cursor.is_(DUE)),
        updates={it.cursor.variable: Name(it.replicas[0]), **clocks},
        events=(("round_began", (it.service.name,)),),
        rule=_SCHEDULE,
    )


def _after(it: Watch, replicas: Sequence[str], number: int) -> Updates:
    """Return what follows a check: that of the next replica, or the rest (none where the round took too long)."""
    if number < len(replicas) - 1:
        return {it.cursor.variable: Name(replicas[number + 1]), it.timer.variable: Time(0)}
    to: Term = Name(RESTING)
    if it.beats.fixed_rate:
        # At the very end of the interval both are the same: a rest that is over, and a round that is due.
        to = Choose(_clock(it).within(it.beats.interval), Name(RESTING), Name(DUE))
    return {it.cursor.variable: to, it.timer.variable: Time(0)}


def _life(it: Watch, watches: Sequence[Watch]) -> Iterator[Action]:
    """Yield how a service ends and starts: with its replica, or by itself."""
    fresh = {name: term for each in watches for name, term in anew(each).items()}
    fresh |= {named("index", it.service.name): Number(0)}
    on: Updates = {it.cursor.variable: Name(DUE), it.timer.variable: Time(0)}
    started: tuple[Atom, ...] = (("service_started", (it.service.name,)),)
    home, who = it.service.home, it.service.name
    begins, goes_on = Shown(who, who, "starts"), Shown(who, who, "goes on")
    off = it.cursor.is_(OFF)
    if not home:
        ended, under = Shown(who, who, "ends"), {"services-stay-up": FALSE}
        yield Action(named("end", who), it.working, {it.cursor.variable: Name(OFF)}, under=under, shown=(ended,))
        yield Action(named("start", who), off, {**on, **fresh}, started, shown=(begins,))
        return
    crash, *_, hang, _ = changes(home)
    yield Action(crash, updates={it.cursor.variable: Name(OFF)})
    yield Action(hang, updates={it.cursor.variable: Choose(off, Name(OFF), Name(FROZEN))})
    peace = every(*(lives(each) for each in it.replicas))
    begun, frozen = every(off, lives(home)), every(it.cursor.is_(FROZEN), lives(home))
    yield Action(
        named("start", who), begun, {**on, **fresh}, started, {"one-failure-at-a-time": peace}, shown=(begins,)
    )
    yield Action(named("resume", who), frozen, on, under={"one-failure-at-a-time": peace}, shown=(goes_on,))


def _hints(it: Watch) -> Iterator[Term]:
    """Yield that a rest lasts since the round's end, and that a service is off just while its replica is no more."""
    resting = it.cursor.is_(RESTING)
    yield implies(resting, every(AtMost(ELAPSED, it.timer), AtMost(it.timer, ELAPSED)))
    yield it.working
    yield negation(it.cursor.is_(FROZEN))
    if it.service.home:
        yield some(lives(it.service.home), negation(it.working))
        yield some(lives(it.service.home), Ref(named("server", it.service.home)).is_(SILENT), negation(it.working))


def _fluents(it: Watch, watches: Sequence[Watch]) -> Mapping[Atom, Term]:
    found: dict[Atom, Term] = {("watching", (it.service.name,)): it.working}
    for each in watches:
        found[("watches", (it.service.name, each.replica))] = it.working
        found |= fluents_of_view(each)
    return found
