"""From inputs to evidence: the control pass over every input, clocks, copies, losses."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, BinaryIO

from checker.base.places import Place
from checker.base.progress import Bounded, Progress, SilentProgress
from checker.base.time import NS_PER_S, Interval
from checker.conform.copies import merge
from checker.conform.evidence import Evidence, Heard, Loss, NotUnderstood, widened
from checker.conform.hosts import identify
from checker.conform.inertia import Lost
from checker.model.contract import Contract
from checker.model.event import Event, Source
from checker.model.vocabulary import UNKNOWN_NS, instants_of
from checker.pipeline.inputs import Input
from checker.pipeline.mixed import has_foreign_lines, united
from checker.pipeline.request import Clock, DeclaredGap
from checker.readers.marks import marks_of
from checker.readers.reader import Reader, Tally, Wanted
from checker.readers.streams import damage

if TYPE_CHECKING:
    from checker.conform.requests.collecting import Collected

# journald and rsyslog limit by intervals of up to 30 s (RateLimitIntervalSec, imuxsock ratelimit.interval): what was
# lost before a line that only says how much it was lies within one of them.
LOSS_NS = 30 * NS_PER_S
# Readers begin so where a line is their program's own, but of a form that they do not know.
UNKNOWN = "unknown "
# Two files of one log follow each other without a line between if they are no further apart than this, or than so many
# times the usual distance of their lines.
ROTATION_NS = NS_PER_S
UNUSUAL = 5
# Of an input of so many bytes it is told how far it was read.
TOLD_BYTES = 1 << 24


@dataclass(slots=True)
class Trace:
    """The recognised inputs with the account of their control pass, and what they told.

    Hosts go by the name that `canonical` gives them, clocks too: a host has one name whatever its logs call it.
    """

    clocks: Mapping[str, Clock]
    canonical: Callable[[str], str]
    inputs: list[Input] = field(default_factory=list)
    tallies: dict[str, Tally] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    damaged: dict[str, str] = field(default_factory=dict)
    collected: Sequence[Collected] = ()
    progress: Progress = field(default_factory=SilentProgress)

    def take(self, source: Input) -> Input:
        """Keep the control events of an input and the account of them; return it with all of its readers."""
        if self.collected:
            from checker.pipeline.requests_chunks import read_in_chunks  # few contracts speak of requests

            if tally := read_in_chunks(source, self.collected, progress=self.progress):
                self.tallies[source.path] = tally
                return source
        tallies: dict[str, Tally] = {}
        readers = source.readers
        for each in self.collected:
            each.begin(source.path)
        while readers:
            for reader in readers:
                tallies[reader.name] = Tally()
                wanted = Wanted(control=True, collectors=self.collected)
                self.events += self.read(source, reader, wanted, tallies[reader.name])
            # lines that its readers do not know may be those of a program that was silent at its start
            late = len(readers) == len(source.readers) and marks_of(readers[0]) and has_foreign_lines(united(tallies))
            readers = source.more_readers() if late else ()
            source = replace(source, readers=(*source.readers, *readers))
        self.tallies[source.path] = united(tallies)
        if source.why:
            self.tallies[source.path].skip(1, source.why)
        if source.damage:
            self.damaged[source.path] = source.damage
        return source

    def read(self, source: Input, reader: Reader, wanted: Wanted, tally: Tally) -> Iterator[Event]:
        """Yield the events that one of its readers finds in an input, on the common clock."""
        with self._opened(source) as stream:
            for event in reader.read(stream, source.context, wanted, tally):
                yield self._on_common_clock(event)
            if broken := damage(stream):
                self.damaged[source.path] = broken

    def _opened(self, source: Input) -> BinaryIO:
        """Return the stream of an input; of a long one it is told how far it was read, where somebody looks."""
        stream = source.open()
        if self.progress.shown and source.size >= TOLD_BYTES:
            from checker.readers.counted import counted  # only who waits at a terminal needs it

            return counted(stream, self.progress.advance)
        return stream

    def _on_common_clock(self, event: Event) -> Event:
        source = self.named(event.source)
        offset = self.offset(source)
        if not offset:
            return event if source is event.source else replace(event, source=source)
        moved = {n: int(event.args[n]) + offset for n in instants_of(event.kind) if event.args[n] != UNKNOWN_NS}
        return replace(event, time=event.time.shift(offset), source=source, args={**event.args, **moved})

    def named(self, source: Source) -> Source:
        """Return the source with its host under its one name."""
        host = self.canonical(source.host) if source.host else ""
        return source if host == source.host else replace(source, host=host)

    def offset(self, source: Source) -> int:
        """Return what is added to the stamps of a source (named by its host, a capture by `capture`)."""
        clock = self.clocks.get(source.host or source.program)
        return clock.offset if clock else 0

    def heard(self) -> Iterator[Heard]:
        """Yield who was heard when in which input, on the common clock."""
        for path, tally in self.tallies.items():
            for source, time in tally.coverage.items():
                named = self.named(source)
                yield Heard(named, time.shift(self.offset(named)), path, tally.lines)

    def bulk(self) -> frozenset[str]:
        """Return the kinds of bulk events that any input may have."""
        able = (source for source in self.inputs if self.tallies[source.path].bulk)
        return frozenset(kind for source in able for reader in source.readers for kind in reader.bulk)

    def observed(self) -> Interval:
        """Return the hull of everything that was heard (the epoch where nothing was)."""
        times = [*(h.time for h in self.heard()), *(e.time for e in self.events)]
        return Interval(min(t.lo for t in times), max(t.hi for t in times)) if times else Interval(0, 0)


def one_name(contracts: Sequence[Contract]) -> Callable[[str], str]:
    """Return what gives a host its one name: the one of the contract that knows it, else what its logs call it."""

    @functools.cache
    def canonical(name: str) -> str:
        hosts = (contract.host_of(name) for contract in contracts)
        known = next((host.name for host in hosts if host is not None), "")
        return known or next((s for contract in contracts if (s := contract.speaker_of(name))), name)

    return canonical


def gather(
    inputs: Sequence[Input],
    clocks: Sequence[Clock],
    canonical: Callable[[str], str],
    progress: Progress,
    collected: Sequence[Collected] = (),
) -> Trace:
    """Read the control events of all inputs; what is of requests goes to those who collect it."""
    names = {canonical(clock.source): clock for clock in clocks}
    trace = Trace(names, canonical, list(inputs), collected=collected)
    progress.start(sum(i.size for i in inputs if i.reader))
    for n, source in enumerate(inputs):
        trace.progress = within = Bounded(progress, source.size)
        trace.inputs[n] = trace.take(source)
        within.finish()
    trace.progress = SilentProgress()
    return trace


def evidence_of(trace: Trace, contract: Contract, gaps: Sequence[DeclaredGap]) -> Evidence:
    """Bring the events of a trace together for one contract."""
    events = merge(trace.events)
    heard = list(trace.heard())
    hosts = identify(events, contract)
    losses = [*_declared(gaps, trace.canonical), *_logged(events), *_between_files(heard), *_silent(trace)]
    uncertainty = {hosts.named(name): clock.uncertainty for name, clock in trace.clocks.items() if clock.uncertainty}
    unread = {path: sum(UNKNOWN in u.why for u in tally.unread) for path, tally in trace.tallies.items()}
    told = Evidence(events, contract, hosts, heard, losses, uncertainty, events, unread, list(_not_understood(trace)))
    if {"keepalived", "capture"} <= {each.source.program for each in heard}:
        from checker.conform.clock_offsets import with_offsets  # one kind of source alone measures no clock

        told = with_offsets(told)
    return replace(told, events=widened(events, hosts, told.uncertainty))


def _not_understood(trace: Trace) -> Iterator[NotUnderstood]:
    for path, tally in trace.tallies.items():
        for puzzle in tally.puzzles:
            source = trace.named(puzzle.source)
            covered = [t for s, t in tally.coverage.items() if s.program == source.program]
            told = [puzzle.time] if puzzle.time else covered
            if told:
                time = Interval(min(t.lo for t in told), max(t.hi for t in told)).shift(trace.offset(source))
                yield NotUnderstood(source, Place(path, puzzle.line), time, puzzle.lines)


def _declared(gaps: Iterable[DeclaredGap], canonical: Callable[[str], str]) -> Iterator[Loss]:
    for gap in gaps:
        program, _, host = gap.source.rpartition("@")
        yield Loss(canonical(host), program, Lost(gap.time, "a gap in this log was declared", "the lines of the gap"))


def _between_files(heard: Sequence[Heard]) -> Iterator[Loss]:
    """A stretch that none of several files of one log covers: a rotated file between them may not have been given."""
    by_log: dict[tuple[str, str], dict[str, Interval]] = defaultdict(dict)
    lines = {each.path: each.lines for each in heard}
    for each in heard:
        files = by_log[each.source.host, each.source.program]
        old = files.get(each.path, each.time)
        files[each.path] = Interval(min(old.lo, each.time.lo), max(old.hi, each.time.hi))
    for (host, program), files in by_log.items():
        usual = sum(t.hi - t.lo for t in files.values()) // max(1, sum(lines[path] for path in files))
        end: int | None = None
        for time in sorted(files.values()):
            if end is not None and time.lo - end > max(ROTATION_NS, UNUSUAL * usual):
                why = "none of the given files of this log covers this stretch"
                yield Loss(host, program, Lost(Interval(end + 1, time.lo - 1), why, "the file of the log between them"))
            end = time.hi if end is None else max(end, time.hi)


def _silent(trace: Trace) -> Iterator[Loss]:
    """A load balancer that logs each request was unusually long silent: lines may be missing, or nobody asked it."""
    for tally in trace.tallies.values():
        programs = {source.program for source in tally.coverage}
        for host, time in tally.silences if "haproxy" in programs else ():
            named = trace.canonical(host)
            why = "the log is silent for unusually long here"
            offset = trace.offset(Source(named, "haproxy"))
            yield Loss(named, "haproxy", Lost(time.shift(offset), why, "whether lines are missing in this stretch"))


def _logged(events: Iterable[Event]) -> Iterator[Loss]:
    """A logger that says it lost lines: since it said that it begins to drop them, or within its usual interval."""
    began: dict[str, int] = {}
    for event in events:
        if event.kind != "lines_lost":
            continue
        host = event.source.host
        if "begin" in str(event.args["detail"]):
            began[host] = event.time.lo
        lo = began.pop(host, event.time.lo - LOSS_NS) if "begin" not in str(event.args["detail"]) else event.time.lo
        why = "the logger says that it lost lines here"
        yield Loss(host, "", Lost(Interval(lo, event.time.hi), why, "the lost lines: a log without rate limiting"))
