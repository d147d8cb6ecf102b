"""How long it takes from a change until its alert was accepted."""

from __future__ import annotations

from checker.base.time import Interval
from checker.prove.machines.machine import Atom
from checker.prove.machines.terms import every, negation, some
from checker.prove.questions.question import Measure
from checker.prove.roles.poller.monitor import Monitor
from checker.prove.roles.poller.page import shows
from checker.prove.roles.poller.settings import Polling

_UNDER = (
    "monitor-on-time",
    "monitor-runs",
    "one-change-a-poll",
    "stats-answer",
    "webhook-accepts",
    "webhook-answers",
    "webhook-prompt",
)
_RULE = "a poll every interval, and one alert after the other"


def measures(polling: Polling) -> tuple[Measure, ...]:
    """Return the time from a change on the page of statistics to the accepted alert of it.

    It is that of the subject which is alerted last. From the death of a server it takes the time until a load balancer
    marks it DOWN, and then this one.
    """
    subject = polling.subjects[-1]
    now, file = shows(subject), Monitor(polling).of("file", subject)
    accepted: Atom = ("alert_accepted", (polling.monitor, subject))
    differs = some(every(now, negation(file)), every(negation(now), file))
    says = "from a change on the page of statistics until the alert of it was accepted"
    return (Measure("alert_s", says, differs, accepted, _UNDER, _RULE, alerted(polling)),)


def alerted(polling: Polling) -> Interval | None:
    """Return how long the alert of a change takes, in ns; None where the work outlasts the interval.

    At worst the change came just after a poll was answered at once, the next answer takes as long as it may, and all
    other subjects have changed, too, so that each alert waits for those before it.
    """
    if polling.page + polling.share * len(polling.subjects) > polling.interval:
        return None
    return Interval(0, polling.interval + polling.page + polling.share * len(polling.subjects))
