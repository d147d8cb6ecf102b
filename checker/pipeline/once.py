"""Bulk events that several files tell: each counts once, in little memory (see `checker.conform.seen`)."""

from __future__ import annotations

from collections import defaultdict

from checker.conform.occurrences import identity
from checker.conform.seen import Seen
from checker.model.event import Event
from checker.pipeline.gathering import Trace


class Once:
    """Knows which events were told before: of a host everything only where more than one file tells of it."""

    def __init__(self, trace: Trace) -> None:
        files: dict[str, set[str]] = defaultdict(set)
        for heard in trace.heard():
            files[heard.source.host].add(heard.path)
        several = {host: Seen(forgetful=len(f) == 1) for host, f in files.items()}
        self._seen: dict[str, Seen] = defaultdict(lambda: Seen(forgetful=False), several)

    def first(self, event: Event) -> bool:
        """Note an event; say whether nobody told of it before."""
        return self.new(event.source.host, hash(_identity(event)))

    def new(self, host: str, told_as: int) -> bool:
        """Note what a host told, by what is the same in all copies; say whether it was not told before."""
        return self._seen[host].add(told_as)


def _identity(event: Event) -> tuple[object, ...]:
    match event.kind:
        case "assigned":
            return identity(event)
        case "query":
            return event.source, event.args["client"], event.args["started_ns"], event.args["worker"]
    return event.kind, event.source, event.time, *event.args.values()
