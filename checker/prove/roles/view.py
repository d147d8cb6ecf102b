"""What one load balancer knows of one server, as the terms that others may read."""

from __future__ import annotations

from dataclasses import dataclass

from checker.prove.machines.terms import Ref, Term, every, negation, some
from checker.prove.roles.checks import Checks
from checker.prove.roles.naming import named
from checker.prove.roles.server import fails

# What its checks do: the first after a start is still to come, they wait for the next, one waits for its answer, they
# rest in a maintenance, the first after it is still to come; there are none, as the process does not work.
STARTING, WAITING, ASKING, RESTING, RESUMING, OFF = "starting", "waiting", "asking", "resting", "resuming", "off"

# What the view was like when the server last changed: while a check counted, while one waited, or with none of both.
UNSETTLED, PENDING, SETTLED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class View:
    """The view that an observer has of a server, by the terms that others may read."""

    observer: str
    server: str
    checks: Checks

    def ref(self, what: str) -> Ref:
        """Return a variable of this view."""
        return Ref(named(what, self.observer, self.server))

    @property
    def works(self) -> Term:
        """The process of the load balancer works, told by its checks."""
        return negation(self.ref("checking").is_(OFF))

    @property
    def down(self) -> Term:
        """The load balancer has the server DOWN or in maintenance."""
        return some(self.ref("checking").is_(RESTING), every(self.works, self.by_checks))

    @property
    def by_checks(self) -> Term:
        """So few checks have passed that the server is DOWN, whether or not the process still works."""
        return self.ref("health").at_most(self.checks.rise - 1)

    @property
    def unanswered(self) -> Term:
        """The server does not answer this load balancer, whose process works."""
        return every(self.works, fails(self.server, self.checks.asks))
