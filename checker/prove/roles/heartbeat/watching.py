"""What a heartbeat service knows of one replica, and what a check of it comes to.

A check that fails counts against a replica that is UP, one that passes against one that is DOWN; any other result
starts the count anew, and as many as the threshold in a row change the view. What the properties count (`fails`,
`passes`) is counted beside it, not derived from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checker.prove.machines.machine import Action, Atom, Range, Shown, Switch, Variable
from checker.prove.machines.terms import (
    FALSE,
    TRUE,
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
from checker.prove.roles.heartbeat.settings import Beats, Service
from checker.prove.roles.naming import named
from checker.prove.roles.server import SILENT, lives, refuses

OFF, FROZEN, RESTING, DUE = "off", "frozen", "resting", "due"
Updates = Mapping[str, Term]

_COUNTS = "the diagram's thresholds: consecutive failures, consecutive successes"


@dataclass(frozen=True, slots=True)
class Watch:
    """The view that a service has of a replica, by the terms that others may read; it checks all of `replicas`."""

    service: Service
    replica: str
    replicas: Sequence[str]
    beats: Beats

    @property
    def whose(self) -> tuple[str, str]:
        """The individuals of its atoms: who looks, at whom."""
        return (self.service.name, self.replica)

    @property
    def cursor(self) -> Ref:
        """What the service does: off, frozen, resting, due to begin a round, or which replica it checks."""
        return Ref(named("cursor", self.service.name))

    @property
    def timer(self) -> Ref:
        """How long it has done that."""
        return Ref(named("timer", self.service.name))

    @property
    def working(self) -> Term:
        """The service runs."""
        return negation(some(self.cursor.is_(OFF), self.cursor.is_(FROZEN)))

    @property
    def asking(self) -> Term:
        """The service checks this replica, and does not know yet that nothing comes back."""
        return self.cursor.is_(self.replica)

    @property
    def waiting(self) -> Term:
        """The service waits for an answer of this replica, which did not come when it asked."""
        return self.cursor.is_(waits_for(self.replica))

    def ref(self, what: str) -> Ref:
        """Return a variable of this view."""
        return Ref(named(what, *self.whose))

    @property
    def marked(self) -> Ref:
        """The view that the service had last, whether or not it still runs."""
        return self.ref("marked")

    @property
    def down(self) -> Term:
        """The service runs and has the replica DOWN."""
        return every(self.working, self.marked)

    @property
    def connected(self) -> Term:
        """Packets to and from the service are not lost: those of the replica in which it lives would be."""
        home = self.service.home
        return negation(Ref(named("server", home)).is_(SILENT)) if home else TRUE

    @property
    def answered(self) -> Term:
        """The replica answers a check; the one in which the service lives is asked on the host itself."""
        if self.service.home == self.replica:
            return self.working
        return every(lives(self.replica), self.connected)

    @property
    def refused(self) -> Term:
        """The replica refuses a check at once."""
        return FALSE if self.service.home == self.replica else every(refuses(self.replica), self.connected)

    @property
    def unanswered(self) -> Term:
        """The service runs, and the replica does not answer it."""
        return every(self.working, negation(self.answered))


def waits_for(replica: str) -> str:
    """Return what the cursor says while a service waits for the answer of a replica."""
    return f"waits for {replica}"


def variables_of_view(it: Watch) -> Iterator[Variable]:
    """Yield the variables of a view: at the start the replica is UP, and nothing was counted."""
    yield Variable(it.marked.variable, Switch(), FALSE)
    yield Variable(it.ref("against").variable, Range(0, max(it.beats.fall, it.beats.rise) - 1), Number(0))
    yield Variable(it.ref("fails").variable, Range(0, it.beats.fall + 1), Number(0))
    yield Variable(it.ref("passes").variable, Range(0, it.beats.rise + 1), Number(0))


def anew(it: Watch) -> Updates:
    """Return the updates by which a service forgets what it knew of a replica: a new process has it UP."""
    counts = (it.ref(each).variable for each in ("against", "fails", "passes"))
    return {it.marked.variable: FALSE} | dict.fromkeys(counts, Number(0))


def due(it: Watch) -> Term:
    """Say until when a check must have come to a result."""
    timer, beats = it.timer, it.beats
    return every(implies(it.asking, timer.within(beats.answer)), implies(it.waiting, timer.within(beats.timeout)))


def results(it: Watch, ended: Updates, last: bool) -> tuple[Action, ...]:
    """Return what a check of a replica may come to; `ended` is what follows it, `last` says that it ends the round."""
    against, down = it.ref("against"), it.marked
    late = it.timer.since(it.beats.timeout)
    checking = some(it.asking, it.waiting)
    failing = some(every(checking, it.refused), every(it.waiting, late))
    passing = every(checking, it.answered)
    mute = every(it.asking, negation(it.answered), negation(it.refused))
    waits: Updates = {it.cursor.variable: Name(waits_for(it.replica)), it.timer.variable: Time(0)}
    last_failure = every(negation(down), against.at_least(it.beats.fall - 1))
    last_success = every(down, against.at_least(it.beats.rise - 1))
    failed = {**ended, **_counted(it, "fails", "passes", it.beats.fall)}
    passed = {**ended, **_counted(it, "passes", "fails", it.beats.rise)}
    forgotten = {against.variable: Number(0)}
    counts_failure, counts_success = (
        {against.variable: Choose(which, against.plus(1), Number(0))} for which in (negation(down), down)
    )
    marks_down = {down.variable: TRUE, **forgotten, **_switched(it)}
    return (
        Action(named("ask", *it.whose), mute, waits, shown=_shown(it, "ask"), rule=_COUNTS),
        _result(it, "fail", last, every(failing, negation(last_failure)), {**failed, **counts_failure}),
        _result(it, "mark_down", last, every(failing, last_failure), {**failed, **marks_down}),
        _result(it, "pass", last, every(passing, negation(last_success)), {**passed, **counts_success}),
        _result(it, "mark_up", last, every(passing, last_success), {**passed, down.variable: FALSE, **forgotten}),
    )


def fluents_of_view(it: Watch) -> Mapping[Atom, Term]:
    """Return the words of the properties; both counts are read before the check is counted that decides."""
    return {
        ("down", it.whose): it.down,
        ("unanswered", it.whose): it.unanswered,
        ("fall_reached", it.whose): it.ref("fails").equals(it.beats.fall - 1),
        ("rise_reached", it.whose): it.ref("passes").equals(it.beats.rise - 1),
    }


def _counted(it: Watch, which: str, other: str, limit: int) -> Updates:
    counted = it.ref(which)
    return {
        counted.variable: Choose(counted.at_most(limit), counted.plus(1), counted),
        it.ref(other).variable: Number(0),
    }


def _switched(it: Watch) -> Updates:
    """Return the update of the index: from a replica that is marked DOWN to the next one that is UP, if any is."""
    index, order = Ref(named("index", it.service.name)), list(it.replicas)
    at = order.index(it.replica)
    to: Term = index
    for other in reversed(order[at + 1 :] + order[:at]):
        marked = Ref(named("marked", it.service.name, other))
        to = Choose(marked, to, Number(order.index(other)))
    return {index.variable: Choose(index.equals(at), to, index)}


def _result(it: Watch, name: str, last: bool, guard: Term, updates: Updates) -> Action:
    events = {
        "fail": ("check_failed",),
        "mark_down": ("check_failed", "went_down"),
        "pass": ("check_passed",),
        "mark_up": ("check_passed", "went_up"),
    }[name]
    ended: tuple[Atom, ...] = (("round_ended", (it.service.name,)),) if last else ()
    return Action(
        name=named(name, *it.whose),
        guard=guard,
        updates=updates,
        events=(*((event, it.whose) for event in events), *ended),
        shown=_shown(it, name),
        rule=_COUNTS,
    )


def _shown(it: Watch, name: str) -> tuple[Shown, ...]:
    who, whom, beats = it.service.name, it.replica, it.beats
    asked = Shown(who, whom, "GET /health", lost=name == "ask")
    if name == "ask":
        return (asked,)
    if name in ("fail", "mark_down"):
        answer = Shown(whom, who, "Connection timeout, or refused", lost=True)
    else:
        answer = Shown(whom, who, "200 OK")
    marked = {
        "mark_down": (Shown(who, who, f"Mark {whom} DOWN ({beats.fall}/{beats.fall} threshold)"),),
        "mark_up": (Shown(who, who, f"Mark {whom} UP ({beats.rise}/{beats.rise} threshold)"),),
    }
    return (asked, answer, *marked.get(name, ()))
