"""A monitor that polls the statistics, compares with its state file, and alerts: what it sees, sends and remembers."""

from __future__ import annotations

from collections.abc import Mapping

from checker.prove.machines.machine import Machine, compose
from checker.prove.roles.poller import page as page_
from checker.prove.roles.poller import process as process_
from checker.prove.roles.poller.measures import measures
from checker.prove.roles.poller.page import page
from checker.prove.roles.poller.process import process
from checker.prove.roles.poller.settings import Polling

__all__ = ["ASSUMPTIONS", "Polling", "measures", "poller"]

ASSUMPTIONS: Mapping[str, str] = {**page_.ASSUMPTIONS, **process_.ASSUMPTIONS}


def poller(polling: Polling) -> Machine:
    """Return a monitor, and the page of statistics that it polls, on which anything may change at any time."""
    return compose(page(polling), process(polling))
