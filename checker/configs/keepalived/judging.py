"""What is wrong with keepalived's files as such: what `keepalived --config-test` would say, with the place."""

from __future__ import annotations

from collections.abc import Iterator

from checker.base.finding import Finding, Severity
from checker.configs.keepalived.nodes import Read

SYNTAX = "config-syntax"


def problems_of(read: Read) -> Iterator[Finding]:
    """Yield what is wrong with the files of one keepalived."""
    for fault in (*read.reading.faults, *read.tree.faults):
        yield Finding(SYNTAX, Severity.ERROR, fault.message, fault.place, hint=fault.hint)
