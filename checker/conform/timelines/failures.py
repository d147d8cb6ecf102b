"""Queries that failed, with their lines: the first of them, as all others are only counted."""

from __future__ import annotations

from collections.abc import Iterator

from checker.conform.evidence import Evidence
from checker.conform.observed.draft import Draft
from checker.conform.observed.requests import Requests
from checker.model.event import Event

MOST_FAILURES = 1000


class Failures:
    """Takes queries one after the other; of those that failed in one second for one reason there is one draft."""

    def __init__(self, evidence: Evidence) -> None:
        self._requests = Requests(evidence)
        self._taken = 0
        self._left_out = 0

    def take(self, query: Event) -> None:
        """Note a query."""
        if query.args["ok"]:
            return
        if self._taken < MOST_FAILURES:
            self._taken += 1
            self._requests.add(query)
        else:
            self._left_out += 1

    def drafts(self) -> list[Draft]:
        """Return what failed."""
        return self._requests.drafts()

    def notes(self) -> Iterator[str]:
        """Say how many are only counted."""
        if self._left_out:
            yield f"{self._left_out:,} failed queries are only counted: lines are kept of {self._taken:,}"
