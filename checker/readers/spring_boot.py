"""The console and file logs of Spring Boot applications: heartbeat services, and replicas that answer callbacks.

Both may be one process, so who speaks is told by what is said: a process that checks replicas is a heartbeat service,
one that answers callbacks a replica. Its start is told of it once it is known what it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import BinaryIO

from checker.base.places import Place
from checker.base.time import Interval
from checker.model.event import Event, Source
from checker.readers.reader import Context, Tally, Wanted
from checker.readers.spring_boot_lines import Meaning, Said, goes_on, meaning, said, started
from checker.readers.streams import blocks

PROGRAM = "spring-boot"
_JUDGED_LINES = 200


class SpringBootReader:
    """Default layouts of Spring Boot 2.7 to 3.5, on the console (coloured or not, of a container) and in files."""

    name = "spring-boot"
    bulk: frozenset[str] = frozenset()
    by_file = True
    marks = (b" --- [",)
    samples: Mapping[str, bytes] = MappingProxyType(
        {
            "2.7": (
                b"2026-11-21 19:23:35.546  INFO 20453 --- [   scheduling-1] c.s.f.service.HeartbeatService           : "
                b"Replica http://spring-boot-app-primary:8080/health failed health check (attempt 1/3 threshold)\n"
            ),
            "3.0": (
                b"2026-11-21T19:23:35.546Z DEBUG 20453 --- [   scheduling-1] c.s.f.service.HeartbeatService          "
                b" : Health check OK for http://spring-boot-app-primary:8080/health\n"
            ),
            "3.2": (
                b"2026-11-22T01:33:26.315+05:30  WARN 16699 --- [heartbeat] [   scheduling-1] "
                b"c.s.f.service.HeartbeatService           : FAULT DETECTED: Replica "
                b"http://spring-boot-app-primary:8080/health has failed 3 consecutive health checks - marking as DOWN\n"
            ),
            "3.5": (
                b"2026-11-21T19:25:46.099Z  INFO 24207 --- [auth] [group] [nio-8080-exec-9] "
                b"c.s.f.controller.StreamController        : Stream start authorised for user alice -> 302 Location: "
                b"stream_alice\n"
            ),
            "file": (
                b"2026-11-21T19:23:37.000Z DEBUG 20453 --- [heartbeat] [scheduling-1] c.s.f.service.HeartbeatService : "
                b"Starting heartbeat check for 2 replicas\n"
            ),
            "terminal": (
                b"\x1b[2m2026-11-21T19:23:37.000Z\x1b[0;39m \x1b[32m INFO\x1b[0;39m \x1b[35m20453\x1b[0;39m "
                b"\x1b[2m--- [heartbeat] [           main] \x1b[0;39m\x1b[36mc.s.f.service.HeartbeatService         "
                b"  \x1b[0;39m \x1b[2m:\x1b[0;39m Initialized 2 replicas for fault recovery monitoring\n"
            ),
        }
    )

    def recognises(self, head: bytes) -> float:
        """Return the share of the first lines that are of one of these layouts; what goes on with one is left out."""
        lines = [line for line in head.split(b"\n")[:_JUDGED_LINES] if line.strip()]
        whole = lines[:-1] if len(lines) > 1 and not head.endswith(b"\n") else lines
        own = sum(said(_text(raw), 0) is not None for raw in whole)
        further = sum(goes_on(_text(raw)) for raw in whole) if own else 0
        return own / (len(whole) - further) if own and len(whole) > further else float(bool(own))

    def read(self, stream: BinaryIO, context: Context, wanted: Wanted, tally: Tally) -> Iterator[Event]:
        """Yield the events of the log; all of them are control events."""
        work = _Pass(context, tally)
        for block in blocks(stream):
            tally.lines = block.last_line
            for number, raw in enumerate(block.data.split(b"\n")[: block.lines], block.first_line):
                event = work.line(raw, number) if raw.strip() else None
                if event and wanted.control:
                    tally.events += 1
                    yield event
        for event in work.lives():
            if wanted.control:
                tally.events += 1
                yield event


class _Pass:
    """One pass over one log: what is known of its processes up to here."""

    def __init__(self, context: Context, tally: Tally) -> None:
        self._context, self._tally = context, tally
        self._open = False
        self._heard: dict[tuple[str, str], tuple[Interval, int]] = {}
        self._programs: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._starts: list[tuple[tuple[str, str], Said, int]] = []

    def line(self, raw: bytes, number: int) -> Event | None:
        """Return the event of a line, if there is one."""
        text = _text(raw)
        told = said(text, self._context.zone_ns)
        if not isinstance(told, Said):
            if told is None and not goes_on(text):
                self._tally.skip(number, "not a line of spring-boot")
            elif told:
                self._tally.skip(number, told)
            return None
        who = told.host or self._context.host, told.process
        time, lines = self._heard.get(who, (told.time, 0))
        self._heard[who] = Interval(min(time.lo, told.time.lo), max(time.hi, told.time.hi)), lines + 1
        if started(told.message):
            self._starts.append((who, told, number))
        found = meaning(told.message)
        if found is None:
            return None
        self._programs[who].add(found.program)
        return self._event(who, told, number, found) if found.kind else None

    def lives(self) -> Iterator[Event]:
        """Yield the starts of processes, and note who was heard when: by the end it is known what each is."""
        for who, (time, lines) in self._heard.items():
            for program in sorted(self._programs[who]) or [PROGRAM]:
                self._tally.cover(Source(who[0], program, who[1]), time, lines)
        for who, told, number in self._starts:
            for program in sorted(self._programs[who]) or [PROGRAM]:
                yield self._event(who, told, number, Meaning(program, "process_started", {"detail": told.message}))

    def _event(self, who: tuple[str, str], told: Said, number: int, found: Meaning) -> Event:
        source = Source(who[0], found.program, who[1])
        place = Place(self._context.path, number)
        return Event(found.kind, told.time, source, found.args or {}, (place,), told.message)


def _text(raw: bytes) -> str:
    return raw[:8192].decode("utf-8", "replace")


READER = SpringBootReader()
