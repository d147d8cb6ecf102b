"""Queries of clients: which server answered last before its checks failed, and which first after that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from checker.conform.condensed import Condenser
from checker.conform.condensed.runs import Runs, failed_checks
from checker.conform.evidence import Evidence
from checker.model.event import Event


class _Answers:
    """What is kept of the answers: the runs of each server, by file."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._failures = failed_checks(evidence)
        self._found: dict[tuple[str, str], Runs] = {}

    def take(self, event: Event) -> None:
        """Note a query that a server answered."""
        by = event.args["served_by"]
        server = self._evidence.contract.server_of(str(by)) if by and event.args["ok"] else None
        if server is None:
            return
        key = event.places[0].file, server.name
        if key not in self._found:
            self._found[key] = Runs(self._failures.get(server.name, ()))
        self._found[key].take(event, answered=True)

    def left(self) -> Iterable[Event]:
        """Return the answers at the ends of all runs."""
        kept = dict.fromkeys(e for runs in self._found.values() for e in runs.kept())
        return [replace(e, kind="query_answered") for e in kept]


CONDENSER = Condenser(
    "query", "the last answer of each server before its checks failed, and the first one after", _Answers
)
