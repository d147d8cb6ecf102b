"""All keepalived files of a deployment -> their facts and problems."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence
from dataclasses import replace

from checker.base.finding import Finding
from checker.configs.format import Parsed
from checker.configs.keepalived.choosing import chosen
from checker.configs.keepalived.judging import problems_of
from checker.configs.keepalived.nodes import Read, node_of, read_each_id
from checker.configs.source import Source, Surroundings, finder

_HOME = "/etc/keepalived/"


def parse(sources: Sequence[Source], surroundings: Surroundings) -> Parsed:
    """Return the facts of all files: one keepalived for each that no other includes, or for each id that one names."""
    around = replace(surroundings, find=_finding(sources, surroundings))
    reads = {source.path: read_each_id(source, around) for source in sources}
    included = {path for each in reads.values() for read in each for path in _others(read)}
    main = chosen({path: each for path, each in reads.items() if path not in included})
    problems: dict[Finding, None] = {}
    for read in main:
        problems.update(dict.fromkeys(problems_of(read)))
    given = {source.path for source in sources}
    further = {path: source for read in main for path, source in read.reading.included.items() if path not in given}
    return Parsed(tuple(node_of(read) for read in main), tuple(problems), tuple(further.values()))


def _others(read: Read) -> set[str]:
    return set(read.reading.included) - {read.source.path}


def _finding(sources: Sequence[Source], surroundings: Surroundings) -> Callable[[str], tuple[Source, ...]]:
    """Return how includes are found: among the files that were given, then around them.

    In a repository the files rarely stand where they will be installed: what is not found in /etc/keepalived is
    looked for beside the first file.
    """
    among = finder(sources)
    home = posixpath.dirname(sources[0].path) if sources else ""

    def find(pattern: str) -> tuple[Source, ...]:
        found = among(pattern) or surroundings.find(pattern)
        if not found and pattern.startswith(_HOME):
            local = posixpath.join(home, pattern.removeprefix(_HOME))
            found = among(local) or surroundings.find(local)
        return found

    return find
