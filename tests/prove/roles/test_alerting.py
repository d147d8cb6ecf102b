"""From the death of a server to the alert of it: what a load balancer takes to find out, and then the monitor.

The monitor's page of statistics is anything by itself; here it shows what a load balancer has of its only server.
"""

from dataclasses import replace

import pytest

from checker.base.time import NS_PER_S
from checker.prove.machines.exploring import reachable
from checker.prove.machines.interpreter import holds
from checker.prove.machines.machine import Action, Deadline, Machine, assuming, compose
from checker.prove.machines.terms import AtMost, Ref, Time, every, implies, negation, some
from checker.prove.questions.observing import watch_term
from checker.prove.questions.slicing import slice_of
from checker.prove.roles.balancer import balancer
from checker.prove.roles.checking import view
from checker.prove.roles.checks import Checks
from checker.prove.roles.naming import named
from checker.prove.roles.poller import ASSUMPTIONS, Polling, measures, poller
from checker.prove.roles.poller.page import shows
from checker.prove.roles.pool import ASSUMPTIONS as OF_POOLS
from checker.prove.roles.pool import detected_down
from checker.prove.roles.server import refuses, server
from checker.prove.roles.view import SETTLED, View

S = NS_PER_S
SERVER = "pgb1"
POLLING = Polling((SERVER,), interval=3 * S, page=S, alert=S, within=S)
# Of what can happen to them: the server dies once, the load balancer works on.
LEFT_OUT = ("restart(pgb1)", "crash(hap1)", "stop(hap1)")


def watching(it: View) -> Machine:
    """A server, its load balancer, and a monitor whose page changes at the instant of the view."""
    page = shows(SERVER)
    differs = some(every(page, negation(it.down)), every(negation(page), it.down))
    follows = Machine(
        actions=(Action(named("changes", SERVER), differs),),
        deadlines=(Deadline(implies(differs, it.ref("since").within(0))),),
    )
    parts = (server(SERVER), balancer("hap1"), view("hap1", SERVER, it.checks), poller(POLLING), follows)
    whole = assuming(compose(*parts), (*ASSUMPTIONS, *OF_POOLS))
    return replace(whole, actions=tuple(each for each in whole.actions if each.name not in LEFT_OUT))


@pytest.mark.parametrize("fall", [1, 2])
def test_an_alert_of_a_death_takes_as_long_as_finding_out_and_alerting_together(fall: int):
    it = View("hap1", SERVER, Checks(2 * S, timeout=S, fall=fall, rise=1))
    settled = it.ref("struck").equals(SETTLED)
    unannounced = every(refuses(SERVER), settled, negation(Ref(named("file", SERVER))))
    machine, clock, ended = watch_term(watching(it), unannounced, ("alert_accepted", ("monitor", SERVER)))
    part = slice_of(machine, every(ended, AtMost(Time(0), Ref(clock))))
    lasted = [state[clock] for state in reachable(part, cap=14 * S).states() if holds(ended, state, part)]
    found, (alerted,) = detected_down(it.checks, 0), (each.expected for each in measures(POLLING))
    assert alerted is not None
    assert (min(lasted), max(lasted)) == (found.lo + alerted.lo, found.hi + alerted.hi)
