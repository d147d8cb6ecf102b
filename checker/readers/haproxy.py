"""The HAProxy log: server states, checks and processes as the timeline, session lines as the requests against it.

State lines are rare and session lines are not. One expression over bytes eats whole runs of session lines; only what
it leaves is looked at line by line, and only session lines whose routing may lie in a wanted window are parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, BinaryIO

from checker.base.places import Place
from checker.base.time import NS_PER_MS, Interval
from checker.model.event import Event, Source
from checker.readers.clocks import printed
from checker.readers.haproxy_coverage import EXACT_BYTES, cover_block, cover_run
from checker.readers.haproxy_samples import SAMPLES
from checker.readers.haproxy_session import (
    SESSION_LINES,
    TEXT_CHARACTERS,
    OwnFormat,
    Session,
    assigned_event,
    bracket_ns,
    heard,
    match_session,
    plain_session_in,
    session_in,
    session_of,
    unknown_line,
    unwrap_session,
)
from checker.readers.haproxy_state import Told, console, tell
from checker.readers.haproxy_windows import Windows, all_traditional, compile_windows
from checker.readers.reader import Context, Tally, Wanted
from checker.readers.streams import BLOCK_BYTES, Block, blocks, damage
from checker.readers.syslog import Line, Loss, loss, repeated, unwrap
from checker.readers.syslog_system import system_kind

if TYPE_CHECKING:
    from checker.readers.counting import Requests

_HEAD_BYTES = 1 << 16
_HEAD_LINES = 400
_DATED = re.compile(rb"\[([0-3][0-9]/[A-Z][a-z][a-z]/[0-9]{4}:[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3})\] ")
_NO_TIME = "no time in the line"


@dataclass(frozen=True, slots=True)
class HaproxyReader:
    """The format `haproxy`. `formats` are those of a team's own that session lines may have, besides the usual ones.

    `block_bytes` and `exact_bytes` are arguments so that tests can make them small.
    """

    name: str = "haproxy"
    bulk: frozenset[str] = frozenset({"assigned"})
    marks: tuple[bytes, ...] = (b"haproxy[", b" haproxy ", b"haproxy.service[", b"[WARNING]", b"[NOTICE]", b"[ALERT]")
    block_bytes: int = BLOCK_BYTES
    exact_bytes: int = EXACT_BYTES
    formats: tuple[OwnFormat, ...] = ()

    @property
    def samples(self) -> Mapping[str, bytes]:
        """One short log of each shape."""
        return SAMPLES

    def recognises(self, head: bytes) -> float:
        """Look for lines that only HAProxy writes; one suffices, more make it surer."""
        if b"\0" in head:
            return 0.0
        lines = head.split(b"\n")
        lines = [line for line in (lines[:-1] if len(lines) > 1 else lines) if line.strip()][:_HEAD_LINES]
        own = sum(_is_own(line, self.formats) for line in lines)
        return 0.5 + 0.5 * own / len(lines) if own else 0.0

    def read(self, stream: BinaryIO, context: Context, wanted: Wanted, tally: Tally) -> Iterator[Event]:
        """Yield the events of a log from where the stream stands; lines may come in any order."""
        work = _Pass(_dated(stream, context), tally, self.formats)
        windows = compile_windows(wanted.windows, context.zone_ns) if wanted.windows else None
        done = 0
        for block in blocks(stream, self.block_bytes):
            tally.lines = block.last_line
            if wanted.control:
                yield from work.control(block, exact=done < self.exact_bytes)
            if windows:
                yield from work.requests(block, windows, count=not wanted.control)
            done += len(block.data)
        if why := damage(stream):
            tally.skip(tally.lines, why)

    def count(self, stream: BinaryIO, context: Context, step: int, *, apart: bool) -> Iterator[Requests]:
        """Yield how many requests there were when (see `counting`)."""
        from checker.readers.haproxy_counting import count_block  # only for whom requests are counted

        known = _dated(stream, context)
        for block in blocks(stream, self.block_bytes):
            yield from count_block(block, known, step, self.formats, apart=apart)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A line that is looked at by itself: without its wrapper, where it stands, and as it stands."""

    line: Line
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class _Pass:
    """One pass over one input."""

    context: Context
    tally: Tally
    formats: tuple[OwnFormat, ...] = ()
    tags: set[bytes] = field(default_factory=set)

    def control(self, block: Block, exact: bool) -> Iterator[Event]:
        """Yield everything but requests, and count these."""
        data, at, number = block.data, 0, block.first_line
        if self.formats:
            yield from self._each_line(block)
            return
        if not exact:
            cover_block(block, self.context, self.tally, self.tags)
        while at < len(data):
            run = SESSION_LINES.match(data, at)
            end = run.end() if run else at
            if end > at:
                last = end == len(data)
                sessions = block.first_line + block.lines - number if last else data.count(b"\n", at, end)
                self.tally.bulk += sessions
                number += sessions
                if exact:
                    cover_run(data, at, end, self.context, self.tally)
            if end < len(data):
                at = data.index(b"\n", end) + 1
                yield from self._line(data[end : at - 1], number)
                number += 1
            else:
                at = end

    def _each_line(self, block: Block) -> Iterator[Event]:
        """Yield what `control` does where any line may be of a format of the team's own: each is looked at."""
        start = end = 0
        for number, raw in _lines(block):
            if isinstance(plain_session_in(raw, self.formats), Session):
                self.tally.bulk += 1
            else:
                if end > start:
                    cover_run(block.data, start, end, self.context, self.tally)
                start = end + len(raw) + 1
                yield from self._line(raw, number)
            end += len(raw) + 1
        if end > start:
            cover_run(block.data, start, end, self.context, self.tally)

    def _line(self, raw: bytes, number: int) -> Iterator[Event]:
        """Yield the events of a line that is not plainly a session."""
        seen = _Seen(unwrap(raw, self.context), number, raw.decode("utf-8", "replace").rstrip("\r"))
        if lost := loss(seen.line):
            yield from self._lost(lost, seen)
        elif again := repeated(seen.line.text):
            yield from self._repeated(replace(seen, line=replace(seen.line, text=again[1])), again[0])
        elif raw.strip():
            yield from self._message(seen)

    def _message(self, seen: _Seen) -> Iterator[Event]:
        line = seen.line
        if session := session_in(line.text, self.formats):
            self._session(session, seen)
            return
        spoken = console(line.text, self.context)
        told = tell(spoken.text if spoken else line.text) or (Told() if spoken else None)
        if told is None and (kind := system_kind(line, "haproxy")):
            yield from self._told(Told(kind, {"detail": line.text}), line.time, Source(line.host, "haproxy", ""), seen)
            return
        if told is None:
            if line.program.startswith("haproxy"):
                self._puzzle(seen, unknown_line(self.formats))
            else:
                self.tally.skip(seen.number, "not a haproxy line")
            return
        time = line.time or (spoken.time if spoken else None)
        source = Source(line.host, "haproxy", (spoken.pid if spoken else "") or line.pid)
        if time:
            self.tally.cover(source, time)
        if told.kind:
            about = replace(source, process=told.pid) if told.pid else source
            yield from self._told(told, time, about, seen)

    def _session(self, session: Session | str, seen: _Seen) -> None:
        if isinstance(session, str):
            self._puzzle(seen, session)
            return
        self.tally.bulk += 1
        self.tally.cover(Source(seen.line.host, "haproxy", seen.line.pid), heard(session, seen.line, self.context))

    def _puzzle(self, seen: _Seen, why: str) -> None:
        self.tally.puzzle(seen.number, why, Source(seen.line.host, "haproxy", seen.line.pid), seen.line.time)

    def _repeated(self, seen: _Seen, times: int) -> Iterator[Event]:
        """Read the text that was repeated; when the others happened is lost."""
        unread = self.tally.unread_total
        yield from self._message(seen)
        if times > 1 and self.tally.unread_total == unread:
            yield from self._lost(Loss(times - 1, f"message repeated {times} times", seen.line.pid), seen)

    def _lost(self, lost: Loss, seen: _Seen) -> Iterator[Event]:
        # lost lines make this log's own view unknown, whoever reports them
        told = Told("lines_lost", {"count": lost.count, "detail": lost.detail})
        yield from self._told(told, seen.line.time, Source(seen.line.host, "haproxy", lost.process), seen)

    def _told(self, told: Told, time: Interval | None, source: Source, seen: _Seen) -> Iterator[Event]:
        if time is None:
            self.tally.skip(seen.number, _NO_TIME)
            return
        self.tally.events += 1
        places = (Place(self.context.path, seen.number),)
        yield Event(told.kind, time, source, told.args, places, seen.text[:TEXT_CHARACTERS])

    def requests(self, block: Block, windows: Windows, count: bool) -> Iterator[Event]:
        """Yield the routings within windows."""
        exact = all_traditional(block) and not self.formats
        for number, raw in _lines(block) if self.formats else windows.candidates(block, exact):
            session = session_of(raw, self.context, self.formats)
            if isinstance(session, str):
                if not self.formats and SESSION_LINES.fullmatch(raw + b"\n"):  # the control pass only counts these
                    self.tally.skip(number, session)
            elif session and session.routed is not None:
                # cheap where the zone is known: most lines beside a window end here
                if exact and not windows.hold(printed(session.routed - self.context.zone_ns, NS_PER_MS)):
                    continue
                line, text = unwrap_session(raw, self.context), raw.decode("utf-8", "replace").rstrip("\r")
                event = assigned_event(session, line, self.context, number, text)
                if event and windows.hold(event.time):
                    self.tally.bulk += count
                    self.tally.events += 1
                    yield event


def _dated(stream: BinaryIO, context: Context) -> Context:
    """Let the first full date of the log say the year, where there is one: better than what is known from outside."""
    at = stream.tell()
    head = stream.read(_HEAD_BYTES)
    stream.seek(at)
    dates = (bracket_ns(match[1].decode()) for match in _DATED.finditer(head))
    first = next((date for date in dates if date is not None), None)
    return context if first is None else replace(context, reference_ns=first - context.zone_ns)


def _lines(block: Block) -> Iterator[tuple[int, bytes]]:
    return zip(range(block.first_line, block.last_line + 1), block.data.split(b"\n"), strict=False)


def _is_own(raw: bytes, formats: tuple[OwnFormat, ...]) -> bool:
    line = unwrap(raw[:4096], Context(""))
    again = repeated(line.text)
    text = again[1] if again else line.text
    if match_session(text) or any(each.read(text) for each in formats):
        return True
    spoken = console(text, Context(""))
    return (spoken is not None and line.program in ("", "haproxy")) or tell(spoken.text if spoken else text) is not None


READER = HaproxyReader()
