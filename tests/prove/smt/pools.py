"""A pool of health-checked servers, of any size, with known answers: a server is found down within fall x inter."""

from __future__ import annotations

from checker.base.time import NS_PER_S
from checker.prove.machines.machine import Action, Clock, Deadline, Machine, Range, Switch, Variable, compose, variables
from checker.prove.machines.terms import FALSE, TRUE, Number, Ref, Term, Time, every, negation, some

INTER, FALL = 2 * NS_PER_S, 3
ALIVE, UP, DEAD_FOR = Ref("alive(s1)"), Ref("up(s1)"), Ref("dead_for")

# Reached, as the checks are 2 s apart: a server that dies right after a check is still up 6 s later, and no longer.
LATEST = FALL * INTER
UNSEEN = every(negation(ALIVE), UP)


def server(name: str) -> Machine:
    """A server that crashes and restarts, and who checks it."""
    alive, up, fails, since = (Ref(f"{what}({name})") for what in ("alive", "up", "fails", "since"))
    due = since.since(INTER)
    return Machine(
        variables=variables(
            Variable(alive.variable, Switch(), TRUE),
            Variable(up.variable, Switch(), TRUE),
            Variable(fails.variable, Range(0, FALL), Number(0)),
            Variable(since.variable, Clock(), Time(0)),
        ),
        actions=(
            Action(f"crash({name})", alive, {alive.variable: FALSE}),
            Action(f"restart({name})", negation(alive), {alive.variable: TRUE}),
            Action(
                f"passes({name})",
                every(due, alive),
                {fails.variable: Number(0), since.variable: Time(0), up.variable: TRUE},
            ),
            Action(
                f"fails({name})",
                every(due, negation(alive), fails.at_most(FALL - 2)),
                {fails.variable: fails.plus(1), since.variable: Time(0)},
            ),
            Action(
                f"goes_down({name})",
                every(due, negation(alive), fails.at_least(FALL - 1)),
                {since.variable: Time(0), up.variable: FALSE},
            ),
            Action(f"route({name})", up),
        ),
        deadlines=(Deadline(since.within(INTER)),),
    )


def watched(servers: int = 1) -> Machine:
    """Servers, and how long the first has been dead; `late` once it is up so long, `misrouted` if it gets a request."""
    watching = Machine(
        variables=variables(
            Variable("dead_for", Clock(), Time(0)),
            Variable("misrouted", Switch(), FALSE),
        ),
        actions=(
            Action("crash(s1)", TRUE, {"dead_for": Time(0)}),
            Action("route(s1)", TRUE, {"misrouted": some(Ref("misrouted"), negation(UP))}),
        ),
    )
    return compose(*(server(f"s{number}") for number in range(1, servers + 1)), watching)


def late(after: int) -> Term:
    """Say that the first server is dead and still up, longer than so many nanoseconds."""
    return every(UNSEEN, negation(DEAD_FOR.within(after)))


def ring() -> Machine:
    """A number that goes round through 0, 1, 2; from 3 and 4, which it never reaches, it would go to 5."""
    n = Ref("n")
    after = {0: 1, 1: 2, 2: 0, 3: 4, 4: 5}
    actions = (Action(f"from {one}", n.equals(one), {"n": Number(other)}) for one, other in after.items())
    return Machine(variables(Variable("n", Range(0, 5), Number(0))), tuple(actions))
