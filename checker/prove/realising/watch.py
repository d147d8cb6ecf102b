"""A machine that watches what a diagram draws: its runs may do other things between, and it notes each drawn deed.

Every action that can be a drawn deed comes in two kinds: as that deed, in the order that the diagram asks for, or
beside it. One action may be several deeds at once (the third failure, and the DOWN that follows from it). What a
diagram draws to the end may not happen beside it: a failure that is counted towards a DOWN which is drawn, and faults.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from checker.base.bits import bits
from checker.prove.machines.machine import Action, Clock, Machine, Range, Switch, Variable, assuming
from checker.prove.machines.simplifying import substituted
from checker.prove.machines.terms import FALSE, TRUE, Ref, Term, Time, every, implies, negation, some, variables_of
from checker.prove.questions.slicing import slice_of
from checker.prove.realising.steps import Complete, Lasting, Plan, only
from checker.prove.realising.words import ANYONE, Sight, parts_of, strikes

# How many deeds one action can be at once.
_AT_ONCE = 4
_BEGINNINGS = ("boot", "start")


class Faults(Enum):
    """Which faults may strike that are not drawn: none; those that no assumption excludes; any."""

    DRAWN = "drawn"
    USUAL = "usual"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Watch:
    """The part of the machine that matters, and what it has to reach: every deed is done."""

    machine: Machine
    goal: Term


def watch(machine: Machine, plan: Plan, faults: Faults) -> Watch:
    """Return the machine in which a run to the goal does what is drawn."""
    watcher = _Watcher(plan, faults)
    made = machine.assumptions if faults is not Faults.ANY else ()
    plain = assuming(machine, made)
    free = {each.name: each for each in machine.actions}
    actions = [*watcher.beside(plain.actions), *watcher.deeds(plain.actions, free)]
    whole = replace(
        plain,
        variables={**plain.variables, **{each.name: each for each in watcher.variables()}},
        actions=tuple(actions),
        fluents={},
        hints=(*plain.hints, *watcher.lemmas(plain.variables)),
    )
    goal = every(*(_done(number) for number in range(len(plan.deeds))))
    return Watch(slice_of(whole, goal), goal)


def possible(machine: Machine, plan: Plan) -> list[int]:
    """Return the deeds that some action of the machine can be at all."""
    return [
        n
        for n, deed in enumerate(plan.deeds)
        if variables_of(deed.word.then) <= machine.variables.keys()
        and any(_fits(deed.word.sights, a) for a in machine.actions)
    ]


def touched(machine: Machine, plan: Plan) -> list[int]:
    """Return the deeds of a plan without faults and repairs of what the other deeds do not hear of.

    Those may strike at any time, and are asked of with the parts of the system which do.
    """
    deeds = [n for n, deed in enumerate(plan.deeds) if not deed.word.strikes]
    heard = watch(replace(machine, hints=()), only(plan, deeds), Faults.ANY).machine.variables.keys()
    striking = {n: deed.word.sights for n, deed in enumerate(plan.deeds) if deed.word.strikes}
    changed = {
        n
        for n, sights in striking.items()
        for action in machine.actions
        if _fits(sights, action) and not heard.isdisjoint(action.updates)
    }
    return sorted({*deeds, *changed})


def quiet(machine: Machine, plan: Plan) -> Machine:
    """Return a machine in which the statistics do not change of subjects that the plan does not speak of.

    Its runs are runs of the machine, and there are far fewer.
    """
    spoken = {sight.args[-1] for deed in plan.deeds for sight in deed.word.sights if sight.args}
    if ANYONE in spoken:
        return machine
    kept = tuple(
        action
        for action in machine.actions
        if parts_of(action.name)[0] != "changes" or set(parts_of(action.name)[1]) & spoken
    )
    return replace(machine, actions=kept)


class _Watcher:
    def __init__(self, plan: Plan, faults: Faults) -> None:
        self._plan, self._faults = plan, faults
        self._whole = [(n, each) for n, each in enumerate(plan.claims) if isinstance(each, Complete)]
        self._timed = [(n, each) for n, each in enumerate(plan.claims) if isinstance(each, Lasting)]

    def variables(self) -> Iterator[Variable]:
        for number in range(len(self._plan.deeds)):
            yield Variable(_done(number).variable, Switch(), FALSE)
        for number, _ in self._whole:
            yield Variable(_rested(number).variable, Switch(), FALSE)
        for number, _ in self._timed:
            yield Variable(_lasting(number).variable, Clock(), Time(0))

    def lemmas(self, variables: Mapping[str, Variable]) -> Iterator[Term]:
        """Yield candidates: a deed is done only after those that cause it, and after or before it some state is not."""
        for number, causes in enumerate(self._plan.causes):
            yield from (implies(_done(number), _done(cause)) for cause in bits(causes))
        for number, deed in enumerate(self._plan.deeds):
            for state in _states(variables, deed.whose) if deed.word.turns else ():
                yield implies(_done(number), negation(state))
                yield some(_done(number), negation(state))

    def beside(self, actions: tuple[Action, ...]) -> Iterator[Action]:
        """Yield the actions as they may happen without being drawn."""
        for action in actions:
            if self._faults is Faults.DRAWN and strikes(action) and not self._left_out(action):
                continue
            # Who draws a change of state draws all of that kind.
            if not any(deed.word.turns and _fits(deed.word.sights, action) for deed in self._plan.deeds):
                yield self._noted(action, ())

    def _left_out(self, action: Action) -> bool:
        return any(_fits(word.sights, action) for word in self._plan.left_out)

    def deeds(self, actions: tuple[Action, ...], free: Mapping[str, Action]) -> Iterator[Action]:
        """Yield the actions as drawn deeds; a fault that is drawn happens, whatever is assumed of others."""
        allowed = {action.name: action for action in actions}
        for name, action in free.items():
            for chain in self._chains(action):
                drawn = any(self._plan.deeds[n].word.strikes for n in chain)
                base = replace(action, under={}) if drawn else allowed.get(name)
                if base is not None:
                    done = self._noted(base, chain)
                    updates = {**done.updates, **{_done(n).variable: TRUE for n in chain}}
                    yield replace(done, name=f"{name} as {'+'.join(map(str, chain))}", updates=updates)

    def _chains(self, action: Action) -> Iterator[tuple[int, ...]]:
        """Yield the deeds that an action can be at once: each directly after the one before, and of another kind."""
        deeds = self._plan.deeds
        fit = [n for n, deed in enumerate(deeds) if _fits(deed.word.sights, action)]
        open_: list[tuple[int, ...]] = [(n,) for n in fit]
        while open_:
            chain = open_.pop(0)
            yield chain
            if len(chain) < _AT_ONCE:
                words = {deeds[n].word.name for n in chain}
                open_ += [(*chain, n) for n in fit if deeds[n].word.name not in words and self._follows(chain[-1], n)]

    def _follows(self, first: int, second: int) -> bool:
        causes = self._plan.causes
        between = (n for n in bits(causes[second]) if causes[n] >> first & 1)
        return bool(causes[second] >> first & 1) and not any(between)

    def _noted(self, action: Action, chain: tuple[int, ...]) -> Action:
        """Return an action that also keeps the books, done as these deeds (or beside all)."""
        guards: list[Term] = [action.guard]
        updates = dict(action.updates)
        for number in chain:
            needed = [n for n in bits(self._plan.causes[number]) if n not in chain]
            then = substituted(self._plan.deeds[number].word.then, action.updates)
            guards += [negation(_done(number)), *map(_done, needed), then]
        for number, lasting in self._timed:
            guards += self._in_time(number, lasting, chain)
            if lasting.first in chain:
                updates[_lasting(number).variable] = Time(0)
        for number, whole in self._whole:
            guards += self._in_full(number, whole, action, chain)
            updates.update(self._rest(number, whole, action, chain))
        return replace(action, guard=every(*guards), updates=updates)

    def _in_time(self, number: int, lasting: Lasting, chain: tuple[int, ...]) -> list[Term]:
        if lasting.last not in chain:
            return []
        clock = _lasting(number)
        if lasting.first in chain:
            return [TRUE if lasting.low <= 0 else FALSE]
        return [_done(lasting.first), clock.within(lasting.high), *([clock.since(lasting.low)] if lasting.low else [])]

    def _in_full(self, number: int, whole: Complete, action: Action, chain: tuple[int, ...]) -> list[Term]:
        """Let nothing be counted that is not drawn, from the first that is drawn to the change of state."""
        guards: list[Term] = []
        first = whole.counted[0]
        if self._counts(whole, action) is not None and not set(chain) & set(whole.counted):
            guards.append(negation(every(_done(first), negation(_done(whole.turn)))))
        if first in chain and not self._started(first):
            guards.append(_rested(number))
        return guards

    def _rest(self, number: int, whole: Complete, action: Action, chain: tuple[int, ...]) -> Mapping[str, Term]:
        """Return how it changes that the count stands at nothing."""
        counts = self._counts(whole, action)
        verb, args = parts_of(action.name)
        anew = verb in _BEGINNINGS and args[:1] == self._plan.deeds[whole.turn].whose[:1]
        if counts is None and not anew:
            return {}
        return {_rested(number).variable: FALSE if anew or counts else TRUE}

    def _counts(self, whole: Complete, action: Action) -> bool | None:
        """Say whether an action is counted towards a change of state, or against it, or (None) neither."""
        deed = self._plan.deeds[whole.counted[0]]
        if _fits(deed.word.sights, action):
            return True
        return False if Sight("event", deed.word.opposite, deed.whose).fits(action) else None

    def _started(self, number: int) -> bool:
        """Say whether the process that counts was drawn to start before: then its first check may decide."""
        deeds, whose = self._plan.deeds, self._plan.deeds[number].whose[0]
        return any(
            deeds[n].word.name == "started" and deeds[n].whose[0] == whose for n in bits(self._plan.causes[number])
        )


def _states(variables: Mapping[str, Variable], whose: tuple[str, str]) -> Iterator[Term]:
    """Yield the states that something of these individuals may be in."""
    named = tuple(each for each in whose if each)
    for name, each in variables.items():
        if named and parts_of(name)[1][: len(named)] == named and isinstance(each.kind, Range):
            yield from (Ref(name).is_(state) for state in each.kind.names)


def _fits(sights: tuple[Sight, ...], action: Action) -> bool:
    return any(sight.fits(action) for sight in sights)


def _done(number: int) -> Ref:
    return Ref(f"drawn({number})")


def _rested(number: int) -> Ref:
    return Ref(f"rested({number})")


def _lasting(number: int) -> Ref:
    return Ref(f"lasting({number})")
