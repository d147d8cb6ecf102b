"""For people with a browser: one page that needs nothing else, with timelines, diagrams, filters."""

from __future__ import annotations

from checker.model.outcome import Outcome
from checker.report.html.context import Context
from checker.report.html.page import page
from checker.report.options import RenderOptions

ILLUSTRATED = True


def render(outcome: Outcome, options: RenderOptions) -> str:
    """Return the page."""
    return page(Context.of(outcome, options.illustrations))
