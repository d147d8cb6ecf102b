"""The statistics as they are polled: what the page says of each server, and who answers, may change at any time.

This allows whatever load balancers do, and more: what is proved of the monitor holds for every sequence of states.
"""

from __future__ import annotations

from collections.abc import Mapping

from checker.prove.machines.machine import Action, Machine, Shown, Switch, Variable, variables
from checker.prove.machines.terms import FALSE, Ref, every, negation, some
from checker.prove.roles.naming import named
from checker.prove.roles.poller.settings import Polling

ASSUMPTIONS: Mapping[str, str] = {
    "one-change-a-poll": "what changed does not change again before an alert of it was sent",
}


def shows(subject: str) -> Ref:
    """Return what the page says of a subject: that it is as at the start (UP, the first host), or is not."""
    return Ref(named("page", subject))


def page(polling: Polling) -> Machine:
    """Return the page of statistics: each subject changes between two states."""
    return Machine(
        variables=variables(*(Variable(shows(each).variable, Switch(), FALSE) for each in polling.subjects)),
        actions=tuple(_change(each) for each in polling.subjects),
        sorts={"change": polling.subjects},
    )


def _change(subject: str) -> Action:
    now, told = shows(subject), Ref(named("file", subject))
    same = some(every(now, told), every(negation(now), negation(told)))
    return Action(
        name=named("changes", subject),
        updates={now.variable: negation(now)},
        under={"one-change-a-poll": same},
        shown=(Shown(subject, subject, "changes its state"),),
        rule="the environment",
    )
