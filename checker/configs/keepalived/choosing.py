"""Which of the readings of a file are nodes: a file with `@id` lines is one node beside files of other nodes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from checker.configs.keepalived.nodes import Read, node_of

Reads = tuple[Read, ...]


def chosen(reads: Mapping[str, Reads]) -> tuple[Read, ...]:
    """Return the readings that are nodes.

    A file alone is a node for each id that it names. The same text given once more is what the other node reads, so
    that it counts once. Of several files that differ, each is of one host, whose name or number tells which reading.
    """
    distinct = _distinct(reads.values())
    if len(distinct) == 1:
        return distinct[0] if len(reads) == 1 else _named(distinct[0])
    return tuple(read for each in distinct for read in _of_one_host(each))


def _distinct(every: Iterable[Reads]) -> list[Reads]:
    """Return the files without those whose text, with conditions of ids, was given before."""
    found: dict[tuple[str, ...], Reads] = {}
    for each in every:
        key = (each[0].source.text,) if len(each) > 1 else (each[0].source.text, each[0].source.path)
        found.setdefault(key, each)
    return list(found.values())


def _named(each: Reads) -> Reads:
    """Return the readings for ids, where there are as many as it takes; a reading for no id is of the other node."""
    named = tuple(read for read in each if read.reading.config_id)
    return named if len(named) > 1 else each


def _of_one_host(each: Reads) -> Sequence[Read]:
    """Return the reading of the host that has this file; all of them where nothing tells which."""
    if len(each) == 1:
        return each
    folder, name = posixpath.split(each[0].source.path)
    stem = re.sub(r"\.(?:conf|cfg)$", "", name)
    texts = (stem, posixpath.basename(folder))
    for test in (_by_router, *(_by_word(text) for text in texts), *(_by_number(text) for text in texts)):
        found = [read for read in each if read.reading.config_id and test(read)]
        if len(found) == 1:
            return found
    return [read for read in each if not read.reading.config_id] or each


def _by_router(read: Read) -> bool:
    name = node_of(read).router_name
    return not name.is_default and name.known == read.reading.config_id


def _by_word(text: str) -> Callable[[Read], bool]:
    return lambda read: read.reading.config_id in re.split(r"[^\w]+|_", text)


def _by_number(text: str) -> Callable[[Read], bool]:
    number = re.search(r"(\d+)$", text)
    return lambda read: bool(number and re.search(rf"(?<!\d){number[1]}$", read.reading.config_id))
