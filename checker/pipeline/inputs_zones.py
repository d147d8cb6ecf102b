"""In which zone a log was written whose stamps name none: that which another log of its host or program prints."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from checker.base.time import NS_PER_S
from checker.pipeline.inputs_hosts import by_file, host_of, stem_of
from checker.readers.reader import Reader

_ZONED = re.compile(rb"^(?:<\d+>1 )?20\d\d-\d\d-\d\dT[\d:.]+([+-])(\d\d):(\d\d) ", re.MULTILINE)
# Also what says that it is UTC, and the stamps of access logs.
_ANY = re.compile(
    rb"20\d\d-\d\d-\d\d[T ][\d:.,]{8,18}(?:(?P<utc>Z)|(?P<iso>[+-]\d\d:?\d\d))"
    rb"|\[\d\d/[A-Z][a-z]{2}/20\d\d:[\d:]{8} (?P<clf>[+-]\d{4})\]"
)
_WORD = re.compile(r"[A-Za-z0-9]+")


def zones_of(readers: Mapping[str, Sequence[Reader]], heads: Mapping[str, bytes]) -> dict[str, int]:
    """Return the zone (local minus UTC, ns) of each input of which one is known.

    Logs in the directory of one host keep one time. Where a directory holds the logs of several programs, which are
    told apart by their names, each program may have a zone of its own: that of the log whose name begins alike, else
    the one that all others agree on.
    """
    found = ((host_of(path), _ZONED.search(head)) for path, head in sorted(heads.items()))
    by_host = {
        host: (-1 if m[1] == b"-" else 1) * (int(m[2]) * 60 + int(m[3])) * 60 * NS_PER_S for host, m in found if m
    }
    own = {path for path, known in readers.items() if any(map(by_file, known))}
    zones = {path: by_host[host_of(path)] for path in heads if path not in own and host_of(path) in by_host}
    return zones | _by_name({path: heads[path] for path in own})


def _by_name(heads: Mapping[str, bytes]) -> dict[str, int]:
    alike: dict[tuple[str, str], set[int]] = defaultdict(set)
    beside: dict[str, set[int]] = defaultdict(set)
    for path, head in heads.items():
        if (zone := _printed(head)) is not None:
            alike[host_of(path), _first_word(path)].add(zone)
            beside[host_of(path)].add(zone)
    zones: dict[str, int] = {}
    for path in heads:
        for known in (alike[host_of(path), _first_word(path)], beside[host_of(path)]):
            if len(known) == 1:
                zones[path] = next(iter(known))
                break
    return zones


def _first_word(path: str) -> str:
    found = _WORD.search(stem_of(path))
    return found[0].lower() if found else ""


def _printed(head: bytes) -> int | None:
    match = _ANY.search(head)
    if match is None:
        return None
    if match["utc"]:
        return 0
    digits = (match["iso"] or match["clf"]).replace(b":", b"")
    return (-1 if digits[:1] == b"-" else 1) * (int(digits[1:3]) * 60 + int(digits[3:5])) * 60 * NS_PER_S
