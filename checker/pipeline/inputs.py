"""The inputs of a run: files and directories in, each with its reader, and where and when it belongs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO

from checker.base.time import NS_PER_S
from checker.pipeline.inputs_files import Found, files_below
from checker.pipeline.inputs_haproxy import Formats, with_formats
from checker.pipeline.inputs_hosts import hosts_of
from checker.pipeline.inputs_opening import opened, unpacked, with_spool
from checker.pipeline.inputs_zones import zones_of
from checker.readers.marks import found_by_marks, is_text
from checker.readers.reader import Context, Reader
from checker.readers.registry import log_readers, readers, recognised
from checker.readers.spool import Part

if TYPE_CHECKING:
    from checker.readers.containers import Wrapping
    from checker.readers.haproxy_session import OwnFormat

_DATED = re.compile(rb"\[(\d\d)/(\w{3})/(20\d\d):|\b(20\d\d)-(\d\d)-(\d\d)[T ]")
_MONTHS = {m: i for i, m in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}


@dataclass(frozen=True, slots=True)
class Input:
    """One file, pipe, member of an archive or `-` with the readers that recognised it, and what they may know.

    Several read a log that holds the lines of several programs; none an unknown input, or one that is not opened, and
    `why` not. `damage` says why not all of an archive was unpacked. `formats` are those that HAProxy's lines may have.
    `wrapping` is what its lines are wrapped in.
    """

    path: str
    size: int
    readers: tuple[Reader, ...]
    context: Context
    spool: Part | None = None
    why: str = ""
    damage: str = ""
    formats: tuple[OwnFormat, ...] = ()
    wrapping: Wrapping = ""

    @property
    def reader(self) -> Reader | None:
        """The first of the readers, or None for an unknown input."""
        return self.readers[0] if self.readers else None

    def open(self) -> BinaryIO:
        """Open it from its start as a stream of decompressed, unwrapped bytes, as often as it is asked for."""
        stream = opened(self.path, self.spool)
        if not self.wrapping:
            return stream
        from checker.readers.containers import unwrapped  # only for whom something is wrapped

        return unwrapped(stream, self.wrapping)

    def more_readers(self) -> tuple[Reader, ...]:
        """Return further readers that find lines of theirs anywhere in this log; it is searched from end to end."""
        names = {reader.name for reader in self.readers}
        with self.open() as stream:
            candidates = (reader for reader in log_readers() if reader.name not in names)
            return found_by_marks(stream, with_formats(candidates, self.formats))


def find(
    paths: Sequence[str], stdin: BinaryIO | None, own: Sequence[Reader] = (), stated: Sequence[OwnFormat] = ()
) -> list[Input]:
    """Return the inputs below the paths and in the archives among them, sorted by path, each once.

    `own` are the readers of a team's own formats, beside those that are known here, `stated` the log-formats of HAProxy
    that a contract gives. Raises InputError for a path that does not exist or cannot be read.
    """
    given = {each.path: each for path in paths for each in ([Found("-")] if path == "-" else files_below(path))}
    each_with_head = (pair for one in given.values() for pair in unpacked(with_spool(one, stdin)))
    ordered = sorted(each_with_head, key=lambda pair: pair[0].path)
    found = {each.path: each for each, _ in ordered}
    heads = {each.path: head for each, head in ordered}
    formats = Formats(found, stated)
    bare = {
        path: Input(path, each.size, (), Context(path), each.spool, each.why, each.damage, formats.of(path))
        for path, each in found.items()
    }
    for path, source in bare.items():
        bare[path], heads[path] = _recognised(source, heads[path], own)
    known = {path: source.readers for path, source in bare.items()}
    zones = zones_of(known, heads)
    reference = _reference(heads.values())
    hosts = hosts_of(known, heads)
    dated = {path: _dated(heads[path]) or reference or each.changed_ns for path, each in found.items()}
    return [
        replace(
            source,
            context=Context(path, hosts[path], dated[path], zones.get(path, 0)),
        )
        for path, source in bare.items()
    ]


def _recognised(source: Input, head: bytes, own: Sequence[Reader]) -> tuple[Input, bytes]:
    """Return an input with its readers: by its start, as it stands or unwrapped, or else by lines of theirs in it.

    Its first bytes are returned with it, as its readers see them. Of two ways to unwrap it is the one of which a reader
    is surer.
    """
    if not head:
        return source, head
    if head.lstrip().startswith(b"{"):
        from checker.readers.containers import unwrapped_head, wrappings

        wrapped = [(replace(source, wrapping=each), unwrapped_head(head, each)) for each in wrappings(head)]
        # who declares a format of such objects means the objects themselves
        itself = [(source, head)] if wrapped and recognised(head, own) else []
        read = [
            (replace(each, readers=known), messages)
            for each, messages in itself or wrapped
            if (known := recognised(messages, with_formats(readers(own), source.formats)))
        ]
        if read:
            return max(read, key=lambda one: one[0].readers[0].recognises(one[1]))
        source, head = wrapped[0] if wrapped else (source, head)
    known = recognised(head, with_formats(readers(own), source.formats))
    return replace(source, readers=known or (source.more_readers() if is_text(head) else ())), head


def _reference(heads: Iterable[bytes]) -> int | None:
    """The date of the first input that prints a year: it dates those that do not."""
    return next((d for head in heads if (d := _dated(head)) is not None), None)


def _dated(head: bytes) -> int | None:
    match = _DATED.search(head)
    if match is None:
        return None
    day, month, year = (
        (match[1], _MONTHS.get(match[2], 0), match[3]) if match[1] else (match[6], int(match[5]), match[4])
    )
    try:
        return int(datetime(int(year), month, int(day), tzinfo=UTC).timestamp()) * NS_PER_S
    except ValueError:
        return None
