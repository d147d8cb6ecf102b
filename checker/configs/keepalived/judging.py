"""What is wrong with keepalived's files as such: what `keepalived --config-test` would say, with the place."""

from __future__ import annotations

from collections.abc import Iterator

from checker.base.finding import Finding
from checker.configs.keepalived.completing import instance_problems
from checker.configs.keepalived.grammar import grammar_problems
from checker.configs.keepalived.nodes import Read
from checker.configs.keepalived.problems import refused, told
from checker.configs.keepalived.references import reference_problems


def problems_of(read: Read) -> Iterator[Finding]:
    """Yield what is wrong with the files of one keepalived."""
    for fault in (*read.reading.faults, *read.tree.faults):
        yield refused(fault.place, fault.message, fault.hint)
    for place, name in read.reading.missing.items():
        hint = "give the included files together with this one"
        yield told(place, f"`{name}` is not among the files: what it sets is not known", hint)
    yield from grammar_problems(read.tree.nodes)
    yield from reference_problems(read)
    yield from instance_problems(read)
