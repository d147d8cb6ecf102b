"""Queries of clients: which server answered last before its checks failed, and which first after that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from checker.conform.condensed import Condenser
from checker.conform.condensed.runs import Runs, failed_checks
from checker.conform.evidence import Evidence
from checker.model.event import Event


def _condense(events: Iterable[Event], evidence: Evidence) -> Iterable[Event]:
    failures = failed_checks(evidence)
    found: dict[tuple[str, str], Runs] = {}
    for event in events:
        server = evidence.contract.server_of(str(event.args["served_by"])) if event.args["served_by"] else None
        if server is None or not event.args["ok"]:
            continue
        key = event.places[0].file, server.name
        if key not in found:
            found[key] = Runs(failures.get(server.name, ()))
        found[key].take(event, answered=True)
    return [replace(e, kind="query_answered") for e in dict.fromkeys(e for runs in found.values() for e in runs.kept())]


CONDENSER = Condenser(
    "query", "the last answer of each server before its checks failed, and the first one after", _condense
)
