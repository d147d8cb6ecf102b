"""One run of the whole system: what truly happened, before anybody writes it down."""

from __future__ import annotations

from dataclasses import dataclass

from tests.captures.synthetic.balancer import Process, play
from tests.captures.synthetic.monitoring import Watching, watch
from tests.captures.synthetic.plan import Plan, draw
from tests.captures.synthetic.traffic import Traffic, drive
from tests.captures.synthetic.vrrp import Election, elect


@dataclass(frozen=True, slots=True)
class Story:
    plan: Plan
    election: Election
    processes: list[Process]
    traffic: Traffic
    watching: Watching


def tell(seed: int) -> Story:
    """The story of a seed."""
    plan = draw(seed)
    election, processes = elect(plan), play(plan)
    return Story(plan, election, processes, drive(plan, election, processes), watch(plan, election, processes))
