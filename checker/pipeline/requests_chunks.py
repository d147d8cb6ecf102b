"""Large files of requests are read in stretches, on all processors.

What is collected does not depend on the order of reading, so stretches need nothing of each other but their line
numbers and what was heard at their ends. A file is parted alike on every machine, so that the same is told of it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from checker.base.progress import Progress, SilentProgress, Within
from checker.conform.requests.collecting import Collected, Part
from checker.pipeline.inputs import Input
from checker.pipeline.parallel import in_parallel
from checker.readers.declared import DeclaredReader
from checker.readers.otlp import is_request
from checker.readers.reader import Context, Tally, Unread, Wanted
from checker.readers.spool import Part as Stretch

CHUNK_BYTES = 32 << 20
_MOST_CHUNKS = 256
_BEGIN = 64


class _Work(NamedTuple):
    """What one process is to do: read a stretch of a file, collect what is of requests into another file."""

    path: str
    start: int
    size: int
    reader: DeclaredReader
    context: Context
    by: Mapping[str, str]
    telling: Mapping[str, frozenset[str]]
    shares: int
    number: int
    file: str


def read_in_chunks(
    source: Input, collectors: Sequence[Collected], workers: int = 0, progress: Progress | None = None
) -> Tally | None:
    """Read an input into the only collector that it concerns; None where it has to be read as a whole.

    That is an input that is small, packed or no file, that tells of other things than requests, or is no file of lines.
    With `workers` 0 there are as many as processors.
    """
    reader = source.readers[0] if len(source.readers) == 1 else None
    if not isinstance(reader, DeclaredReader) or source.size < 2 * CHUNK_BYTES or not _is_plain(source):
        return None
    rules = [rule for rule in reader.format.rules if rule.kind]
    concerned = [each for each in collectors if any(rule.kind in each.by for rule in rules)]
    if len(concerned) != 1 or not all(rule.bulk and rule.kind in concerned[0].by for rule in rules):
        return None
    (collected,) = concerned
    bounds = _bounds(source.path, source.size, spans=reader.format.form == "otlp")
    with tempfile.TemporaryDirectory() as folder:
        jobs = [
            _Work(
                *(source.path, start, end - start, reader, source.context),
                *(dict(collected.by), dict(collected.telling), collected.shares),
                *(collected.reserve(), f"{folder}/{number}"),
            )
            for number, (start, end) in enumerate(pairwise(bounds))
        ]
        part = Within(progress or SilentProgress(), worth=source.size // len(jobs))
        read = in_parallel([partial(_read, job) for job in jobs], workers, part)
        found = [each for each in read if isinstance(each, _Read)]
        return _taken_over(source.path, found, collected)


class _Read(NamedTuple):
    """What was read of one stretch."""

    part: Part
    tally: Tally


def _read(work: _Work) -> _Read:
    tally = Tally()
    with Path(work.file).open("w+b") as spool, Path(work.path).open("rb") as file:
        collected = Collected(work.by, work.telling, work.shares, work.number, spool)
        collected.begin(work.path)
        wanted = Wanted(control=True, collectors=(collected,))
        with Stretch(file, work.start, work.size).open() as stream:
            for _ in work.reader.read(stream, work.context, wanted, tally):
                raise AssertionError("what tells of other things than requests is read as a whole")
        return _Read(collected.part(work.file), tally)


def _taken_over(path: str, read: Sequence[_Read], collected: Collected) -> Tally:
    """Bring together what was read of the stretches of a file, in their order."""
    whole = Tally()
    for n, (part, tally) in enumerate(read):
        before, after = _heard(read[:n][::-1], last=True), _heard(read[n + 1 :], last=False)
        lost = [(before if lo is None else lo, after if hi is None else hi) for lo, hi in part.lost]
        # without a name when its folder is gone, it is there as long as it is open
        file = Path(part.file).open("rb")  # noqa: SIM115
        collected.adopt(part._replace(lost=lost), file, path, whole.lines)
        room = Tally.KEPT_UNREAD - len(whole.unread)
        whole.unread += [Unread(each.line + whole.lines, each.why) for each in tally.unread[:room]]
        whole.unread_total += tally.unread_total
        whole.events += tally.events
        whole.bulk += tally.bulk
        whole.lines += tally.lines
        whole.unite(tally)
    return whole


def _heard(read: Sequence[_Read], *, last: bool) -> int | None:
    """Return when the first of some stretches that heard anything did so at last (or at first)."""
    times = next((tally.coverage.values() for _, tally in read if tally.coverage), ())
    if not times:
        return None
    return max(t.hi for t in times) if last else min(t.lo for t in times)


def _is_plain(source: Input) -> bool:
    """Say whether an input is a file as it stands."""
    if source.spool is not None or source.wrapping or source.damage or not Path(source.path).is_file():
        return False
    with Path(source.path).open("rb") as file, source.open() as stream:
        return file.read(_BEGIN) == stream.read(_BEGIN)


def _bounds(path: str, size: int, *, spans: bool) -> list[int]:
    """Return where the stretches of a file begin, and its end: each at the start of a line (of a request of spans)."""
    step = max(CHUNK_BYTES, size // _MOST_CHUNKS)
    bounds = [0]
    with Path(path).open("rb") as file:
        for at in range(step, size - step // 2, step):
            file.seek(max(at, bounds[-1] + 1) - 1)
            while file.readline():
                here = file.tell()
                if not spans or is_request(file.read(_BEGIN)):
                    bounds += [here] if bounds[-1] < here < size else []
                    break
                file.seek(here)
    return [*bounds, size]
