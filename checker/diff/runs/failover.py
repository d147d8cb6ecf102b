"""Which steps of a diagram belong to a failover: those that a failure leads to, and those of a rule.

A sign of failure is a message that does not arrive, a rule (`After 3 failures`), a server that is marked or said to be
down, a crash, a takeover. On a failover path is every sign, all that a sign causally precedes, and all of the fragment
in which a rule or a sign is written as its label or as a note.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from checker.diff.version import Page
from checker.model.chart import Event
from checker.model.chart_rules import rules_in
from checker.model.chart_unfold import flattened

_FAILURE = re.compile(
    r"fail|crash|\bdown\b|timeout|timed out|refus|unreachable|unavailable|\blost\b|\bloss\b|outage|\bdead\b|\bdies\b|"
    r"\bkill|no response|unhealthy|promot|takes? over|takeover|\bclaim|migrat|switch(?:es|ed)? (?:to|over)|elect",
    re.IGNORECASE,
)
_MAY_BE_RULE = re.compile(r"\bafter\b|\bupon\b|\bon\b|threshold|/", re.IGNORECASE)


@dataclass(frozen=True)
class Failover:
    """The failover paths of one diagram."""

    page: Page

    @cached_property
    def signs(self) -> frozenset[int]:
        """The numbers of the events that are signs of failure."""
        return frozenset(event.index for event in self.page.chart.events if _is_sign(event))

    @cached_property
    def _mask(self) -> int:
        return sum(1 << number for number in self.signs)

    @cached_property
    def _fragments(self) -> frozenset[int]:
        """The fragments that are about failure: by a label, or a note in them; never the whole diagram."""
        chart = self.page.chart
        found = {f.index for f in chart.fragments[1:] if f.kind != "rect" and any(_fails(o.label) for o in f.operands)}
        found |= {chart.events[n].fragment for n in self.signs if chart.events[n].kind == "note"}
        return frozenset(found - {0})

    @cached_property
    def _causes(self) -> tuple[int, ...]:
        return flattened(self.page.chart).causes

    def holds(self, number: int) -> bool:
        """Say whether an event is on a failover path."""
        if not self.signs and not self._fragments:
            return False
        if number in self.signs or self._causes[number] & self._mask:
            return True
        chart = self.page.chart
        at = chart.events[number].fragment
        while at > 0:
            if at in self._fragments:
                return True
            at = chart.fragments[at].parent
        return False

    @property
    def exists(self) -> bool:
        """Whether the diagram draws a failure at all."""
        return bool(self.signs or self._fragments)


def _is_sign(event: Event) -> bool:
    return event.unlinked or _fails(event.text)


def _fails(text: str) -> bool:
    if _FAILURE.search(text):
        return True
    if not _MAY_BE_RULE.search(text):
        return False
    from checker.base.places import Place

    return bool(rules_in(text, Place("", 1)))
