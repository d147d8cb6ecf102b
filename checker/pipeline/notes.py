"""What a person should know about the inputs and the spec, beside the verdicts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from checker.base.explanation import Explanation
from checker.base.finding import Finding, Severity
from checker.base.places import Place
from checker.base.time import NS_PER_S, Interval
from checker.model.contract import Contract
from checker.pipeline.gathering import Trace
from checker.pipeline.inputs import Input

QUARTER_NS = 15 * 60 * NS_PER_S
# What begins or ends together by clocks of two zones is told so near to it; no two zones are further apart.
BESIDE_NS, FARTHEST_NS = 60 * NS_PER_S, 26 * 3600 * NS_PER_S
NOTHING_RECOGNISED = "nothing-recognised"
# what looks like spans and is not read as such
_BEGIN_BYTES = 1 << 14
_ARRAY = re.compile(rb'\s*\[\s*\{\s*"resourceSpans"\s*:')
_DIAGRAM = re.compile(rb"^\s*sequenceDiagram\b", re.MULTILINE)
_CONTRACT = re.compile(rb"^system:.*\n(.*\n)*?documents:", re.MULTILINE)
_SNAKE = re.compile(rb'\s*\[?\s*\{\s*"resource_spans"\s*:')

EXPLANATIONS = MappingProxyType(
    {
        e.code: e
        for e in (
            Explanation(
                code="input-damaged",
                title="a packed input ends early, is corrupt or too large",
                what="A compressed file or an archive could not be unpacked to its end. What came before was read.",
                why="Whatever happened after that point is not part of the verdict, though the scope looks complete.",
                bad="haproxy.log.gz: truncated in the last block",
                good="gzip -t haproxy.log.gz says nothing",
                fix="Copy it again (a log that is still being packed ends in this way), or unpack what is too large.",
            ),
            Explanation(
                code=NOTHING_RECOGNISED,
                title="no input is of a known format",
                what="None of the given files was recognised, so no property could be checked.",
                why="Silence is not a pass: the exit status is 3, never 0.",
                bad="verify notes.txt",
                good="verify haproxy.log keepalived.log bridge.pcap",
                fix=(
                    "Formats are recognised by content. Give logs of HAProxy or keepalived, or packet captures; where "
                    "a contract defines events of its own, what the formats in `formats` beside it recognise."
                ),
            ),
            Explanation(
                code="sources-apart",
                title="a source was never heard at the same time as any other",
                what=(
                    "The stamps of one host lie wholly before or after those of every other source; or those of "
                    "several do, by about a whole number of quarters of an hour, as time zones differ."
                ),
                why=(
                    "Traditional syslog stamps name no zone and are taken as UTC unless another log of the same host "
                    "prints its zone. A log in local time beside a capture then tells of other hours."
                ),
                bad="hap1 heard 00:54 to 01:20, capture 19:24 to 19:50",
                good="hap1 heard 19:24 to 19:50, capture 19:24 to 19:50",
                fix="Give the offset: --clock hap1=-330m. Or log with RSYSLOG_FileFormat, which prints the zone.",
            ),
        )
    }
)


def notes_on(trace: Trace, contracts: Sequence[Contract]) -> Iterator[Finding]:
    """Yield what is odd about the inputs of a trace and about the contracts that the user gave."""
    for path, why in sorted(trace.damaged.items()):
        message = f"{path} was not read whole: {why}; what could be read was read"
        yield Finding("input-damaged", Severity.WARNING, message, Place(path, 1))
    yield from _apart(trace)
    if not any(i.reader for i in trace.inputs):
        empty = all(i.size == 0 and i.path != "-" for i in trace.inputs)
        what = "every input is empty" if empty else "no input is of a known format"
        yield Finding(
            NOTHING_RECOGNISED,
            Severity.ERROR,
            f"{what}, so nothing could be checked",
            hint=_instead(trace.inputs, contracts),
        )
    for contract in contracts:
        yield from _on_spec(contract)


def _instead(inputs: Sequence[Input], contracts: Sequence[Contract]) -> str:
    """Return what should be given where nothing was recognised."""
    for source in inputs:
        if source.why or (source.path == "-" and source.spool is None):
            continue
        with source.open() as stream:
            head = stream.read(_BEGIN_BYTES)
        if _ARRAY.match(head):
            return f"{source.path} is an array of requests of OTLP: write them one a line, as `jq -c '.[]'` does"
        if _SNAKE.match(head):
            return f"the JSON encoding of OTLP names fields in lowerCamelCase; {source.path} says resource_spans"
        if _DIAGRAM.search(head):
            return f"{source.path} holds diagrams: verify init {source.path} makes a contract of them, for --spec"
        if _CONTRACT.search(head):
            return f"{source.path} is a contract: give it as --spec {source.path}, beside the logs to check"
        if name := _configuration(source.path, head):
            return f"{source.path} is a configuration ({name}): verify gate {source.path} judges it"
    if any(contract.own.kinds for contract in contracts):
        return "give what the formats in the folder `formats` beside the contract recognise (`recognise`, by content)"
    return "give logs of HAProxy or keepalived, or captures; they are recognised by content, not by name"


def _configuration(path: str, head: bytes) -> str:
    """Return the format of a configuration file, or ''."""
    if b"\0" in head:
        return ""
    from checker.configs.registry import recognised_as  # only where nothing else is known of a file

    return recognised_as(path, head.decode("utf-8", "replace"))


def _apart(trace: Trace) -> Iterator[Finding]:
    hosts: dict[str, Interval] = {}
    programs: dict[tuple[str, str], Interval] = {}
    for heard in trace.heard():
        name = heard.source.host or heard.source.program
        hosts[name] = _hull(hosts.get(name, heard.time), heard.time)
        key = name, heard.source.program
        programs[key] = _hull(programs.get(key, heard.time), heard.time)
    alone: set[str] = set()
    for name, time in sorted(hosts.items()):
        others = [t for n, t in hosts.items() if n != name]
        if others and not any(time.overlaps(other) for other in others):
            alone.add(name)
            minutes = round(min((t.lo - time.lo for t in others), key=abs) / QUARTER_NS) * 15
            yield Finding(
                "sources-apart",
                Severity.WARNING,
                f"{name} was never heard at the same time as any other source; its clock or time zone may be off",
                hint=f"if it is the time zone: --clock {name}={minutes:+d}m" if minutes else "compare the clocks",
            )
    yield from _apart_together({key: time for key, time in programs.items() if key[0] not in alone})


def _apart_together(programs: Mapping[tuple[str, str], Interval]) -> Iterator[Finding]:
    """Yield which sources speak of another time than most, by about so many quarters of an hour as zones differ."""
    groups: list[tuple[Interval, list[tuple[str, str]]]] = []
    for key, time in sorted(programs.items(), key=lambda each: (each[1], each[0])):
        if groups and time.overlaps(groups[-1][0]):
            groups[-1] = _hull(groups[-1][0], time), [*groups[-1][1], key]
        else:
            groups.append((time, [key]))
    most, among = max(groups, key=lambda group: len(group[1]), default=(Interval(0, 0), []))
    for time, keys in groups:
        quarters = _quarters(time, most)
        if keys is among or not quarters:
            continue
        elsewhere = {name for _, others in groups if others is not keys for name, _ in others}
        names = sorted({name for name, _ in keys})
        mixed = [f"{program}@{name}" for name, program in keys if name in elsewhere]
        who = ", ".join(sorted({*mixed, *(name for name in names if name not in elsewhere)}))
        clocks = " ".join(f"--clock {name}={quarters * 15:+d}m" for name in names if name not in elsewhere)
        apart = f"give the log of {', '.join(mixed)} in UTC (--clock moves all logs of a host)"
        yield Finding(
            "sources-apart",
            Severity.WARNING,
            f"{who}: never heard at the same time as the {len(among)} sources that were heard together, but just "
            f"about {abs(quarters) * 15} minutes {'before' if quarters > 0 else 'after'} them; a time zone may be off",
            hint="if it is the time zone: " + "; ".join(filter(None, (clocks, apart if mixed else ""))),
        )


def _hull(one: Interval, other: Interval) -> Interval:
    return Interval(min(one.lo, other.lo), max(one.hi, other.hi))


def _quarters(time: Interval, other: Interval) -> int:
    """Return by how many quarters of an hour a stretch has to be moved to begin or end with another; 0 if by none."""
    for apart in (other.lo - time.lo, other.hi - time.hi):
        quarters = round(apart / QUARTER_NS)
        if abs(apart - quarters * QUARTER_NS) <= BESIDE_NS and abs(apart) <= FARTHEST_NS:
            return quarters
    return 0


def _on_spec(contract: Contract) -> Iterator[Finding]:
    """Numbers of the diagrams that no rule understands, and what their authors did not mean."""
    from checker.diagram import warnings
    from checker.model.contract_diagrams import numeric_notes

    yield from numeric_notes(contract)
    for drawn in contract.diagrams:
        yield from warnings(drawn.diagram)
