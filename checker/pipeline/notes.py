"""What a person should know about the inputs and the spec, beside the verdicts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from types import MappingProxyType

from checker.base.explanation import Explanation
from checker.base.finding import Finding, Severity
from checker.base.places import Place
from checker.base.time import NS_PER_S, Interval
from checker.model.contract import Contract
from checker.pipeline.gathering import Trace
from checker.pipeline.inputs import Input

QUARTER_NS = 15 * 60 * NS_PER_S
NOTHING_RECOGNISED = "nothing-recognised"
# what looks like spans and is not read as such
_BEGIN_BYTES = 256
_ARRAY = re.compile(rb'\s*\[\s*\{\s*"resourceSpans"\s*:')
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
                what="The stamps of one host lie wholly before or after those of every other source.",
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
    if any(contract.own.kinds for contract in contracts):
        return "give what the formats in the folder `formats` beside the contract recognise (`recognise`, by content)"
    return "give logs of HAProxy or keepalived, or captures; they are recognised by content, not by name"


def _apart(trace: Trace) -> Iterator[Finding]:
    hosts: dict[str, Interval] = {}
    for heard in trace.heard():
        name = heard.source.host or heard.source.program
        old = hosts.get(name, heard.time)
        hosts[name] = Interval(min(old.lo, heard.time.lo), max(old.hi, heard.time.hi))
    for name, time in sorted(hosts.items()):
        others = [t for n, t in hosts.items() if n != name]
        if others and not any(time.overlaps(other) for other in others):
            minutes = round(min((t.lo - time.lo for t in others), key=abs) / QUARTER_NS) * 15
            yield Finding(
                "sources-apart",
                Severity.WARNING,
                f"{name} was never heard at the same time as any other source; its clock or time zone may be off",
                hint=f"if it is the time zone: --clock {name}={minutes:+d}m" if minutes else "compare the clocks",
            )


def _on_spec(contract: Contract) -> Iterator[Finding]:
    """Numbers of the diagrams that no rule understands, and what their authors did not mean."""
    from checker.diagram import warnings
    from checker.model.contract_diagrams import numeric_notes

    yield from numeric_notes(contract)
    for drawn in contract.diagrams:
        yield from warnings(drawn.diagram)
