"""Whose log an input is where its lines do not say: the host that its directory, or its own name, stands for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from checker.readers.marks import marks_of
from checker.readers.reader import Context, Reader
from checker.readers.syslog import unwrap

_SPECIAL = re.compile(r"/(?:dev|proc/[^/]+)/((?:fd/)?[^/]+)\Z")
_JUDGED_LINES = 50
_NOBODY = frozenset({"", "-", "localhost", "127.0.0.1", "::1"})
# Rotation, packing, dates, the form of the stamps, the kind of lines and the program: none tells two hosts apart.
_PACKING = r"log|txt|tar|tgz|tzst|txz|tbz2?|gz|zst|xz|bz2|old|bak|\d{1,3}"
_DATE = r"\d{8}|\d{10}|\d{14}|\d{4}-\d\d-\d\d|\d{8}T\w+"
_FORM = r"iso|iso8601|rfc\d{4}|trad|traditional|json|stderr|stdout|err|out|copy"
_LINES = r"access|admin|status|error|errors|info|notice|warning|debug|traffic|http|tcp|events|current|health"
_PROGRAM = r"haproxy|keepalived|pgbouncer|postgres|postgresql|syslog|messages|daemon|journal|local\d"
_COMMON = re.compile(rf"(?:\.(?:{_PACKING})|[._-](?:{_DATE}|{_FORM}|{_LINES}))\Z", re.IGNORECASE)
_COMMON_NAME = re.compile(rf"(?:{_PROGRAM}|{_LINES}|{_DATE})\Z", re.IGNORECASE)


def host_of(path: str) -> str:
    """Return the directory that a file lies in: it names the host where the lines do not (hap1/haproxy.log).

    What lies at the top of an archive lies where the archive does.
    """
    folder, _ = _placed(path)
    if folder == "-" or path == "-":
        return "stdin"
    special = _SPECIAL.match(path)
    return special[1] if special else Path(folder).resolve().name


def _placed(path: str) -> tuple[str, str]:
    """Return the directory that a file, or a member of an archive, lies in, and the name that tells it from others."""
    outside, _, inside = path.rpartition("!/")
    if not outside or "/" in inside:
        return str(Path(path).parent), Path(path).name
    if outside == "-":
        return "-", inside
    folder, name = _placed(outside)
    return folder, inside if stem_of(inside) else name


def stem_of(path: str) -> str:
    """Return what in a file's name tells logs of one directory apart ('': nothing does).

    `haproxy.log`, `haproxy.iso.log`, `haproxy.log.1` and `haproxy-20261121.log.gz` are pieces and forms of one log.
    """
    name = Path(path).name
    while name != (shorter := _COMMON.sub("", name)):
        name = shorter
    return "" if _COMMON_NAME.match(name) else name


def hosts_of(readers: Mapping[str, Sequence[Reader]], heads: Mapping[str, bytes]) -> dict[str, str]:
    """Return the host of each path: its directory, or `directory/name` where that holds logs of several.

    Several are told by their names, where one program has differently named logs whose lines name no host.
    """
    stems: dict[tuple[str, str], set[str]] = defaultdict(set)
    nameless: dict[str, list[str]] = {}
    for path, known in readers.items():
        nameless[path] = [r.name for r in known if marks_of(r) and not _names_host(heads[path], r)]
        for name in nameless[path]:
            folder, called = _placed(path)
            stems[folder, name].add(stem_of(called))
    return {path: _host(path, stems, nameless[path], any(map(by_file, readers[path]))) for path in readers}


def by_file(reader: Reader) -> bool:
    """Say whether the logs of a reader are told apart by their names; it is no part of what every reader must have."""
    return bool(getattr(reader, "by_file", False))


def _host(path: str, stems: Mapping[tuple[str, str], set[str]], programs: Iterable[str], alone: bool) -> str:
    folder, called = _placed(path)
    several = alone or any(len(stems[folder, program]) > 1 for program in programs)
    stem = stem_of(called)
    return f"{host_of(path)}/{stem}" if several and stem and not _SPECIAL.match(path) else host_of(path)


def _names_host(head: bytes, reader: Reader) -> bool:
    """Say whether some of the first lines of a program name a host."""
    lines = (line for line in head.split(b"\n")[:_JUDGED_LINES] if reader.recognises(line + b"\n") > 0)
    return any(unwrap(line, Context("")).host not in _NOBODY for line in lines)
