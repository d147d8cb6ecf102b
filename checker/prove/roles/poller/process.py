"""The monitor's process: poll, compare with the state file, POST, and only then write the state, as it is drawn.

What it compares is taken one by one; after a kill the state file is all that is left. Beside it stands what the
properties speak of: `changed` (two answered polls differed), `due` (and no alert of it was accepted since), `twice`
(one was accepted although none was due). A change that is undone before it was told leaves one alert due, for both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checker.prove.machines.machine import (
    Action,
    Atom,
    Clock,
    Deadline,
    Machine,
    Shown,
    Switch,
    Variable,
    enumeration,
    variables,
)
from checker.prove.machines.terms import FALSE, TRUE, Choose, Name, Term, Time, every, implies, negation, some
from checker.prove.roles.naming import named
from checker.prove.roles.poller.lemmas import hints
from checker.prove.roles.poller.monitor import (
    ASKING,
    COMPARING,
    DUE,
    OFF,
    WAITING,
    Monitor,
    differ,
    saving_word,
    sending_word,
)
from checker.prove.roles.poller.page import shows
from checker.prove.roles.poller.settings import Polling

ASSUMPTIONS: Mapping[str, str] = {
    "monitor-on-time": "the monitor polls when it is due",
    "monitor-runs": "nobody kills the monitor",
    "not-killed-while-alerting": "the monitor is not killed between the answer to a poll and the writing of its state",
    "stats-answer": "the statistics are answered in time",
    "webhook-accepts": "the webhook accepts every alert that it answers",
    "webhook-answers": "the webhook answers every alert",
    "webhook-prompt": "the webhook answers so soon that all alerts of one poll are sent in the promised time",
}

Updates = Mapping[str, Term]

_DRAWN = "the diagram: read the previous states, compare, POST, update the state file"


def process(polling: Polling) -> Machine:
    """Return the monitor; it reads the page of statistics."""
    it = Monitor(polling)
    return Machine(
        variables=variables(*_variables(it)),
        actions=(*_polls(it), *(a for each in polling.subjects for a in _alerts(it, each)), *_life(it)),
        deadlines=tuple(_deadlines(it)),
        fluents=dict(_fluents(it)),
        sorts={"observer": (polling.monitor,), "change": polling.subjects},
        starts=(it.clock.within(polling.interval),),
        hints=hints(it),
    )


def _variables(it: Monitor) -> Iterator[Variable]:
    subjects = it.polling.subjects
    alone = (word(each) for each in subjects for word in (sending_word, saving_word))
    yield Variable(it.phase.variable, enumeration(WAITING, DUE, ASKING, COMPARING, OFF, *alone), Name(WAITING))
    yield Variable(it.clock.variable, Clock(), None)
    yield Variable(it.timer.variable, Clock(), Time(0))
    for each in subjects:
        for what in ("file", "seen", "tried", "changed", "due", "twice"):
            yield Variable(it.of(what, each).variable, Switch(), FALSE)


def _deadlines(it: Monitor) -> Iterator[Deadline]:
    """Yield until when a poll must begin, an answer must be there, and that the rest takes no time."""
    phase, polling = it.phase, it.polling
    yield Deadline(implies(phase.is_(WAITING), it.clock.within(polling.interval)), "monitor-on-time")
    yield Deadline(implies(phase.is_(DUE), it.timer.within(0)), "monitor-on-time")
    yield Deadline(implies(phase.is_(ASKING), it.timer.within(polling.page)))
    yield Deadline(implies(_at_once(it), it.timer.within(0)))
    sending = some(*(it.sending(each) for each in polling.subjects))
    yield Deadline(implies(sending, it.timer.within(polling.alert)))
    yield Deadline(implies(sending, it.timer.within(polling.share)), "webhook-prompt")


def _at_once(it: Monitor) -> Term:
    return some(it.phase.is_(COMPARING), *(it.saving(each) for each in it.polling.subjects))


def _polls(it: Monitor) -> Iterator[Action]:
    """Yield the poll, its answer or none, and the end of its work."""
    phase, clock, polling, name = it.phase, it.clock, it.polling, it.polling.monitor
    over = every(phase.is_(WAITING), clock.since(polling.interval))
    asked, stats = Shown(name, "vip", "GET /stats"), Shown("vip", name, "Stats data")
    began: Updates = {phase.variable: Name(ASKING), clock.variable: Time(0), it.timer.variable: Time(0)}
    polled: tuple[Atom, ...] = (("polled", (name,)),)
    yield Action(named("poll", name), some(over, phase.is_(DUE)), began, polled, shown=(asked,), rule=_DRAWN)
    seen = {k: v for each in polling.subjects for k, v in _seen(it, each).items()}
    yield Action(named("answer", name), phase.is_(ASKING), {**_to(it, COMPARING), **seen}, shown=(stats,), rule=_DRAWN)
    failing = every(phase.is_(ASKING), it.timer.since(polling.page))
    lost = Shown("vip", name, "no answer", lost=True)
    under = {"stats-answer": FALSE}
    yield Action(named("no_answer", name), failing, _rest(it), under=under, shown=(lost,), rule=_DRAWN)
    nothing = every(phase.is_(COMPARING), *(negation(it.differs(each)) for each in polling.subjects))
    yield Action(named("done", name), nothing, _rest(it), rule=_DRAWN)


def _seen(it: Monitor, subject: str) -> Updates:
    """Return what an answered poll tells of a subject."""
    now, before = shows(subject), it.of("seen", subject)
    change = differ(now, before)
    changed, due, twice = (it.of(each, subject) for each in ("changed", "due", "twice"))
    return {
        before.variable: now,
        changed.variable: some(changed, change),
        due.variable: some(due, change),
        twice.variable: every(twice, negation(change)),
        it.of("tried", subject).variable: FALSE,
    }


def _alerts(it: Monitor, subject: str) -> Iterator[Action]:
    """Yield the alert of a change: what is tried first, what may come of it, and the writing of the state."""
    polling, name, sending = it.polling, it.polling.monitor, it.sending(subject)
    earlier = polling.subjects[: polling.subjects.index(subject)]
    turn = every(it.phase.is_(COMPARING), *(negation(it.differs(each)) for each in earlier), it.differs(subject))
    due, twice, tried = (it.of(each, subject) for each in ("due", "twice", "tried"))
    tries = {**_to(it, sending_word(subject)), tried.variable: TRUE}
    saves = _to(it, saving_word(subject))
    fails = saves if polling.save_on_failure else _to(it, COMPARING)
    whose = (name, subject)

    def action(what: str, guard: Term, updates: Updates, shown: Shown, under: Updates | None = None) -> Action:
        events: tuple[Atom, ...] = (("alert_accepted", whose),) if what == "accept" else ()
        return Action(named(what, *whose), guard, updates, events, under or {}, (shown,), _DRAWN)

    accepted = {**saves, due.variable: FALSE, twice.variable: some(twice, negation(due))}
    late = every(sending, it.timer.since(polling.alert))
    yield action("post", turn, tries, Shown(name, "alerts", f"POST Alert: {subject} changed"))
    yield action("accept", sending, accepted, Shown("alerts", name, "200 OK"))
    yield action("refuse", sending, fails, Shown("alerts", name, "refused"), {"webhook-accepts": FALSE})
    yield action("time_out", late, fails, Shown("alerts", name, "no answer", lost=True), {"webhook-answers": FALSE})
    saved = {**_to(it, COMPARING), it.of("file", subject).variable: it.of("seen", subject)}
    yield action("save", it.saving(subject), saved, Shown(name, name, f"Update state of {subject}"))


def _life(it: Monitor) -> Iterator[Action]:
    """Yield how a monitor is killed, and starts again: it polls at once, and only the file is left of what it knew."""
    phase, name = it.phase, it.polling.monitor
    under = {"monitor-runs": FALSE, "not-killed-while-alerting": some(*(phase.is_(w) for w in (WAITING, DUE, ASKING)))}
    killed, started = Shown(name, name, "is killed"), Shown(name, name, "starts")
    yield Action(named("kill", name), negation(phase.is_(OFF)), _to(it, OFF), (), under, (killed,))
    yield Action(named("start", name), phase.is_(OFF), _to(it, DUE), shown=(started,))


def _fluents(it: Monitor) -> Iterator[tuple[Atom, Term]]:
    for each in it.polling.subjects:
        whose = (it.polling.monitor, each)
        yield ("changed", whose), it.of("changed", each)
        yield ("unannounced", whose), it.of("due", each)
        yield ("announced_twice", whose), it.of("twice", each)


def _to(it: Monitor, phase: str) -> Updates:
    return {it.phase.variable: Name(phase), it.timer.variable: Time(0)}


def _rest(it: Monitor) -> Updates:
    """Return the rest until the next poll; where the work took longer, that is due.

    At the very end of the interval both are the same.
    """
    to = Choose(it.clock.within(it.polling.interval), Name(WAITING), Name(DUE))
    return {it.phase.variable: to, it.timer.variable: Time(0)}
