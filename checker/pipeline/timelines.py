"""What a check draws over time: requests are counted while the check reads them, and read once more where it does not.

Nothing of this is loaded unless a report needs it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache
from itertools import combinations

from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.conform.condensed import Sieve, with_left
from checker.conform.condensed.queries import CONDENSER as QUERIES
from checker.conform.evidence import Evidence
from checker.conform.timelines.bins import Counts, Key
from checker.conform.timelines.densities import COUNTED, instant_of, key_of
from checker.conform.timelines.drawing import timelines
from checker.conform.timelines.failures import Failures
from checker.conform.timelines.spans import Heard, spans
from checker.logic.signal import BEGINNING, END
from checker.model.event import Event, Source
from checker.model.timeline import Timeline
from checker.pipeline.fetching import Fetch
from checker.pipeline.gathering import Trace
from checker.pipeline.inputs import Input
from checker.pipeline.once import Once
from checker.readers.counting import CountsRequests
from checker.readers.reader import Reader, Tally, Wanted

REQUEST = "assigned"
# Files of one log that share no more than this (whole seconds at the end of one of them) hold no copies.
SEAM_NS = 2 * NS_PER_S
_EVERYTHING = Interval(BEGINNING, END)


class Drawing:
    """Fetches bulk events for a check, and counts those of the kinds that are drawn when all of a kind are fetched."""

    def __init__(self, trace: Trace, fetch: Fetch) -> None:
        self._trace = trace
        self._fetch = fetch
        self._spans = spans(_heard(trace))
        self._counts = Counts(self._spans.drawn)
        # what was heard of each kind; what is sieved of it is of the contract at hand
        self._shown: dict[str, _Listener] = {}
        self._counted: set[str] = set()
        self._evidence: Evidence | None = None

    def begin(self, evidence: Evidence) -> None:
        """Listen for a contract."""
        self._evidence = evidence
        self._shown.pop(QUERIES.kind, None)

    def __call__(self, kind: str, windows: Mapping[str, Sequence[Interval]]) -> Iterable[Event]:
        """Return the events of a kind in windows."""
        events = self._fetch(kind, windows)
        if kind == REQUEST or kind not in COUNTED or kind in self._shown or not _is_everything(kind, windows):
            return events
        return self._overheard(kind, events)

    def _overheard(self, kind: str, events: Iterable[Event]) -> Iterator[Event]:
        listener = self._listener(kind)
        for event in events:
            listener.take(event)
            yield event
        self._shown[kind] = listener

    def _listener(self, kind: str) -> _Listener:
        listener = _Listener(Once(self._trace), copied(self._trace, kind), self._counts.empty())
        if kind == QUERIES.kind and self._evidence:
            listener.listen_on(self._evidence)
        return listener

    def _read_others(self) -> None:
        """Read what the check had no use for."""
        others = self._trace.bulk() & COUNTED.keys() - {REQUEST} - self._shown.keys()
        listeners = {kind: self._listener(kind) for kind in sorted(others)}
        for event in self._fetch.everything(others) if others else ():
            listeners[event.kind].take(event)
        self._shown |= listeners

    def timelines(self, evidence: Evidence) -> Iterator[Timeline]:
        """Yield what is drawn of a contract, after what it was listened for; what was not fetched is read now."""
        if not self._spans.drawn:
            return
        self._read_others()
        for kind, listener in self._shown.items():
            if kind not in self._counted:
                self._counts.unite(listener.counts)
        if REQUEST not in self._counted and REQUEST in self._trace.bulk():
            _count_requests(self._trace, self._counts)
        self._counted |= {REQUEST, *self._shown}
        queries = self._shown.get(QUERIES.kind)
        left = list(queries.sieve.left()) if queries and queries.sieve else []
        failures = queries.failures if queries else None
        yield from timelines(with_left(evidence, left), self._spans, self._counts, failures)


class _Listener:
    """Counts the events of one kind, those in `copies` once; of queries it keeps what matters to a contract."""

    def __init__(self, once: Once, copies: Set[str], counts: Counts) -> None:
        self._once = once
        self._copies = copies
        self.counts = counts
        self.sieve: Sieve | None = None
        self.failures: Failures | None = None

    def listen_on(self, evidence: Evidence) -> None:
        """Keep the queries that failed, and those around interruptions, where a contract says what these are."""
        self.failures = Failures(evidence)
        if "client.interruption" in evidence.contract.parameters:
            self.sieve = QUERIES.sieve(evidence)

    def take(self, event: Event) -> None:
        """Note an event."""
        if self.sieve:
            self.sieve.take(event)
        if event.places[0].file not in self._copies or self._once.first(event):
            self.counts.add(key_of(event), instant_of(event))
            if self.failures:
                self.failures.take(event)


def _is_everything(kind: str, windows: Mapping[str, Sequence[Interval]]) -> bool:
    """Say whether no event of a kind lies outside of what is asked for; of captures, or of all logs."""
    return any(_EVERYTHING in asked for host, asked in windows.items() if COUNTED[kind].wired == (not host))


def _heard(trace: Trace) -> Iterator[Heard]:
    for tally in trace.tallies.values():
        for host, time, lines in tally.stretches:
            offset = trace.offset(Source(trace.canonical(host) if host else "", "capture"))
            yield Heard(time.shift(offset), lines)


def _count_requests(trace: Trace, counts: Counts) -> None:
    """Count the requests that load balancers tell of: fast, where their reader can, and each once."""
    once, copies = Once(trace), copied(trace, REQUEST)
    for source in trace.inputs:
        for reader in source.readers if trace.tallies[source.path].bulk else ():
            if REQUEST not in reader.bulk:
                continue
            if isinstance(reader, CountsRequests):
                _count_alike(trace, source, reader, counts, once if source.path in copies else None)
            else:
                _count_each(trace, source, reader, counts, once if source.path in copies else None)


def _count_alike(trace: Trace, source: Input, reader: CountsRequests, counts: Counts, once: Once | None) -> None:
    @cache
    def named(told: Source) -> tuple[str, int]:
        return trace.named(told).host, trace.offset(trace.named(told))

    whole = all(clock.offset % NS_PER_S == 0 for clock in trace.clocks.values())
    with source.open() as stream:
        step = counts.step if whole else NS_PER_MS
        for each in reader.count(stream, source.context, step, apart=once is not None):
            host, offset = named(each.source)
            if once is None or each.told_as is None or once.new(host, each.told_as):
                key = Key(REQUEST, host, each.source.program, each.server, each.failed)
                counts.add(key, each.instant + offset, each.number)


def _count_each(trace: Trace, source: Input, reader: Reader, counts: Counts, once: Once | None) -> None:
    for event in trace.read(source, reader, Wanted(control=False, windows=(_EVERYTHING,)), Tally()):
        if event.kind == REQUEST and (once is None or once.first(event)):
            counts.add(key_of(event), instant_of(event))


def copied(trace: Trace, kind: str) -> Set[str]:
    """Return the inputs that may hold copies of what another one tells: such events of one host, at the same time.

    Of a single log nothing is told twice: two of its lines that are alike are two events.
    """
    telling = {source.path for source in trace.inputs if any(kind in reader.bulk for reader in source.readers)}
    files: dict[Source, dict[str, Interval]] = defaultdict(dict)
    for heard in trace.heard():
        if heard.path in telling:
            of_log = files[Source(heard.source.host, heard.source.program)]
            old = of_log.get(heard.path, heard.time)
            of_log[heard.path] = Interval(min(old.lo, heard.time.lo), max(old.hi, heard.time.hi))
    pairs = (pair for of_log in files.values() for pair in combinations(of_log.items(), 2))
    return {path for pair in pairs if _share_time(*(time for _, time in pair)) for path, _ in pair}


def _share_time(a: Interval, b: Interval) -> bool:
    both = a.meet(b)
    return both is not None and (both.hi - both.lo > SEAM_NS or both in (a, b))
